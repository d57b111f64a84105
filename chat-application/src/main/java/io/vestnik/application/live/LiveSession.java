package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Live delivery to one connection. Every method but [#catchUp] returns at once.
public interface LiveSession extends AutoCloseable {

    /// Replays the missed events, ends with [LiveEvent.CaughtUp] and goes live: no event is missed, none comes twice.
    /// Blocks as long as the client takes to read; called once, before any other method.
    ///
    /// @throws EventSinkClosedException when the connection closed meanwhile
    void catchUp(Resume resume);

    /// Sends a message for this connection. The answer comes once.
    ///
    /// - [SendMessage.Outcome.Sent] comes only if this attempt stored the message, at the place of the message's event,
    ///   which it replaces.
    /// - [SendMessage.Outcome.Duplicate] comes after the event of the stored message.
    /// - Every other outcome comes at once.
    ///
    /// If the answer of the storing attempt is so late that the message was delivered without it, the connection is
    /// closed as [EventSink.CloseReason#RESUME]: in another place the answer would move the client's cursor back.
    ///
    /// After a retryable refusal, further sends to that chat are refused as well. This ends when the first refused key
    /// is repeated, or when nothing was sent to the chat for the pause of the last refusal (law L9). Messages that the
    /// client sent before it received the refusal do not count. A client that waits for the pause is served.
    void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer);

    /// The connection was not read for a while, and is read again from now on. The next frames may have been sent
    /// during the pause, so for the sends after a refusal the pause does not count as silence.
    void readingResumed();

    /// Moves this user's mark; the event about it goes to their other connections only.
    ///
    /// The sink is flushed soon after the stage completes: a caller that attaches an answer to the stage need not
    /// flush.
    CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo);

    /// Reports that this user is typing. It is passed on if the user is a member of the chat, to its members, at most
    /// once in three seconds for each chat.
    void typing(ChatId chatId);

    /// The connection has ended.
    @Override
    void close();
}
