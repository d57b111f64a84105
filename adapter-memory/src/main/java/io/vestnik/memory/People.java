package io.vestnik.memory;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What the chats of a [MemoryStore] need to know of people; somebody who embeds Vestnik answers from their own.
///
/// Called under the lock of a chat, from any thread: an implementation answers from memory and calls no store.
public interface People {
    /// Whether there is such a person, with an account.
    boolean hasAccount(UserId id);

    /// Whether there is such a person, who can act: with an account that is not disabled.
    default boolean isActive(UserId id) {
        return hasAccount(id);
    }

    /// People whose account was deleted, disabled or enabled; others may be among them.
    default Collection<UserId> changed() {
        return List.of();
    }

    /// What a person is called who is or was in a chat, also one whose account is gone.
    UserName nameOf(UserId id);

    /// When a person last used any device; empty where that is not kept.
    default Optional<Instant> lastSeenAt(UserId id) {
        return Optional.empty();
    }
}
