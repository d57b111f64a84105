package io.vestnik.application.conversation;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats.Opened;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Creates a group, like [io.vestnik.domain.chat.Chats#createGroup].
@FunctionalInterface
public interface CreateGroup {

    /// Creates the group, or returns the group that an earlier call with the same key created.
    Outcome<Opened> create(Command command);

    /// The group to create.
    ///
    /// @param members the other members
    /// @param key makes a repeat safe; without it every call creates a group
    record Command(UserId creator, ChatTitle title, Set<UserId> members, Optional<MessageKey> key) {
        /// Copies `members`, in their order.
        public Command {
            members = Collections.unmodifiableSet(new LinkedHashSet<>(members));
        }
    }
}
