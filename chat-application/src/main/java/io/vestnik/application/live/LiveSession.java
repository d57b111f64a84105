package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Live delivery to one connection. Every method but [#catchUp] returns at once.
public interface LiveSession extends AutoCloseable {

    /// Replays the missed events, sends [LiveEvent.CaughtUp], and then delivers events as they happen. No event is
    /// missed, and no event comes twice. Blocks until the client has read the replay. Called once, before any other
    /// method.
    ///
    /// @throws EventSinkClosedException if the connection closes meanwhile
    void catchUp(Resume resume);

    /// Sends a message for this connection. `answer` is called once, unless the connection is closed as described
    /// below.
    ///
    /// - [SendMessage.Outcome.Sent] comes only if this attempt stored the message. The answer takes the place of the
    ///   message's event.
    /// - [SendMessage.Outcome.Duplicate] comes after the event of the stored message.
    /// - Every other outcome comes as soon as it is known.
    ///
    /// If the message's event was delivered before the `Sent` answer was ready, the connection is closed as
    /// [EventSink.CloseReason#RESUME], because the late answer would move the client's cursor back.
    ///
    /// After a retryable refusal, further sends to the same chat are refused as well. Sends pass again when the first
    /// refused key is repeated, or when nothing was sent to the chat for the pause of the last refusal (law L9).
    /// Waiting lets sends pass only from the moment when the server has read everything that the client sent before it
    /// received the refusal. The rate limit does not refuse a client that has waited as told.
    void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer);

    /// Reports that the server reads the connection again after a pause in reading. The next frames may have been sent
    /// during this pause, so the pause does not count as time without sends after a refusal.
    void readingResumed();

    /// Moves this user's read mark. The user's other connections receive the `read` event; on this connection the
    /// answer takes the place of the event.
    ///
    /// The sink is flushed soon after the stage completes, so a caller that queues its answer when the stage completes
    /// need not flush.
    CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo);

    /// Reports that this user is typing in a chat. The chat's other connected members are notified, at most once in
    /// three seconds. The call has no effect in a large group, or if the user is not a member.
    void typing(ChatId chatId);

    /// Ends the session, after the connection has closed.
    @Override
    void close();
}
