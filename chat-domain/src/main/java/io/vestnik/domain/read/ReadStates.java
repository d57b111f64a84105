package io.vestnik.domain.read;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The read marks of the members, and the read states that follow from them.
///
/// Everything here is computed from the log and the marks (laws L5, L6). No cost grows with the number of members or of
/// messages read.
public interface ReadStates {

    /// Moves `reader`'s mark to `upTo`: never back, never past the last message. Under the chat's lock [ReadFloor]
    /// decides up to where all members have read, and [io.vestnik.domain.event.ChatEvents] is notified. If the mark
    /// does not move, nothing is decided and no event is published.
    ///
    /// Calls take effect in one order with the calls of [io.vestnik.domain.message.MessageLog]. Two reads at the same
    /// instant both count.
    ///
    /// @param listener called if the mark moves
    /// @return the mark after the call; completes after the listener has returned
    CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener);

    /// Like [#advance(ChatId, UserId, MessageId, CommitListener)], without a listener.
    default CompletionStage<Outcome<MessageId>> advance(ChatId chatId, UserId reader, MessageId upTo) {
        return advance(chatId, reader, upTo, CommitListener.none());
    }

    /// A mark that moved.
    ///
    /// @param marksVersion the version of its event
    /// @param readUpTo the mark after the call
    record Moved(MarksVersion marksVersion, MessageId readUpTo) {}

    /// The marks of `userId` in those of `chats` whose member the user is, in no order.
    List<Marks> marks(UserId userId, Collection<ChatId> chats);

    /// The members who have read a message, among the others who were in the chat when it was sent, in order of user
    /// id.
    Outcome<Readers> readers(ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor);

    /// A user's marks in a chat.
    ///
    /// @param unread as in [io.vestnik.domain.chat.ChatView]
    record Marks(ChatId chatId, MessageId readUpTo, MessageId allReadUpTo, int unread) {}

    /// The readers of a message.
    ///
    /// @param required how many readers the message needs to be `read`
    record Readers(Page<Reader> page, int required) {}

    /// A user who has read a message.
    record Reader(UserId userId, UserName name) {}
}
