package io.vestnik.application.conversation;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats.Opened;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.Set;

/// Creates a group, as [io.vestnik.domain.chat.Chats#createGroup].
@FunctionalInterface
public interface CreateGroup {

    /// Creates it, or gives the one that the same key made before.
    Outcome<Opened> create(Command command);

    /// What to create.
    ///
    /// @param members the others
    /// @param key makes repeating safe; without it every call makes a group
    record Command(UserId creator, ChatTitle title, Set<UserId> members, Optional<MessageKey> key) {
        /// Copies `members`.
        public Command {
            members = Set.copyOf(members);
        }
    }
}
