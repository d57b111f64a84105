package io.vestnik.memory;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The data of users that the chats of a [MemoryStore] need. Implemented by the accounts and by the host users.
///
/// Called from any thread, also while the thread holds a chat's lock. So an implementation must answer from memory and
/// must not call a store.
public interface People {
    /// Whether the user exists and was not deleted.
    boolean hasAccount(UserId id);

    /// Whether the user exists and can act: the account is not disabled.
    default boolean isActive(UserId id) {
        return hasAccount(id);
    }

    /// Users whose account was deleted, disabled or enabled; other users may be included.
    default Collection<UserId> changed() {
        return List.of();
    }

    /// The name of a present or former member of a chat; also available after the account was deleted.
    UserName nameOf(UserId id);

    /// When a user last used any device; empty if that is not recorded.
    default Optional<Instant> lastSeenAt(UserId id) {
        return Optional.empty();
    }
}
