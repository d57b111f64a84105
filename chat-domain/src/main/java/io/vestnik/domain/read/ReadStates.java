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
/// All results are computed from the log and the read marks (laws L5, L6). Except for [#readers], the cost of a call
/// grows neither with the number of members nor with the number of messages read.
public interface ReadStates {

    /// Moves `reader`'s read mark to `upTo`: never back, never past the last message. Under the chat's lock, the new
    /// [ReadFloor] is computed. The move is published to [io.vestnik.domain.event.ChatEvents]. If the mark does not
    /// move, the floor stays as it is and no event is published.
    ///
    /// The calls of one thread for one chat take effect in the order in which the thread made them. This order includes
    /// the asynchronous calls of [io.vestnik.domain.message.MessageLog]. Each of several concurrent calls takes effect.
    ///
    /// @param listener called if the read mark moves
    /// @return the read mark after the call; the stage completes after the listener has returned
    CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener);

    /// Like [#advance(ChatId, UserId, MessageId, CommitListener)], without a listener.
    default CompletionStage<Outcome<MessageId>> advance(ChatId chatId, UserId reader, MessageId upTo) {
        return advance(chatId, reader, upTo, CommitListener.none());
    }

    /// A read mark that moved.
    ///
    /// @param marksVersion the chat's marks version after the move
    /// @param readUpTo the read mark after the move
    record Moved(MarksVersion marksVersion, MessageId readUpTo) {}

    /// Finds the marks of a user in each chat in `chats` of which the user is a member, in no particular order.
    List<Marks> marks(UserId userId, Collection<ChatId> chats);

    /// Lists the members who have read a message, in order of user id. The author is not listed, nor are members who
    /// joined after the message was sent, nor group members whose account is disabled.
    Outcome<Readers> readers(ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor);

    /// A user's read marks and unread count in a chat.
    ///
    /// @param unread as in [io.vestnik.domain.chat.ChatView]
    record Marks(ChatId chatId, MessageId readUpTo, MessageId allReadUpTo, int unread) {}

    /// The readers of a message.
    ///
    /// @param required how many readers there must be before the message is `read`
    record Readers(Page<Reader> page, int required) {}

    /// A user who has read a message.
    record Reader(UserId userId, UserName name) {}
}
