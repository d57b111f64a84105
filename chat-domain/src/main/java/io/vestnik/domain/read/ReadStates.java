package io.vestnik.domain.read;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// How far each member has read, and what follows from it.
///
/// Everything here is computed from the log and the marks (laws L5, L6); no cost grows with the number of members or of
/// messages read.
public interface ReadStates {

    /// Moves `reader`'s mark to `upTo`: never back, never past the last message. Decides by [ReadFloor], under the
    /// chat's lock, what everybody has now read, and tells [io.vestnik.domain.event.ChatEvents]. Where the mark stays
    /// as it is, nothing was read: nothing is decided and nothing told.
    ///
    /// Takes effect in the order of [io.vestnik.domain.message.MessageLog]'s calls. Two at the same instant both count.
    ///
    /// @return where the mark is now
    CompletionStage<Outcome<MessageId>> advance(ChatId chatId, UserId reader, MessageId upTo);

    /// The marks of `userId` in those of `chats` that they are in, in no order.
    List<Marks> marks(UserId userId, Collection<ChatId> chats);

    /// Who has read a message, among the other members who were in the chat when it was sent, in order of user id.
    Outcome<Readers> readers(ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor);

    /// A person's marks in a chat.
    ///
    /// @param unread as in [io.vestnik.domain.chat.ChatView]
    record Marks(ChatId chatId, MessageId readUpTo, MessageId allReadUpTo, int unread) {}

    /// Who has read a message.
    ///
    /// @param required how many must have read it for it to be read
    record Readers(Page<Reader> page, int required) {}

    /// Somebody who has read a message.
    record Reader(UserId userId, UserName name) {}
}
