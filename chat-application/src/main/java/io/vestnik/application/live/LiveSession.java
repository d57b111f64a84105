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
    /// missed, and none comes twice. Blocks as long as the client takes to read; called once, before any other method.
    ///
    /// @throws EventSinkClosedException if the connection closes meanwhile
    void catchUp(Resume resume);

    /// Sends a message for this connection. `answer` is called once.
    ///
    /// - [SendMessage.Outcome.Sent] comes only if this attempt stored the message. The answer takes the place of the
    ///   message's event.
    /// - [SendMessage.Outcome.Duplicate] comes after the event of the stored message.
    /// - Every other outcome comes at once.
    ///
    /// If the answer of the storing attempt is so late that the message was delivered without it, the connection is
    /// closed as [EventSink.CloseReason#RESUME]: in another place the answer would move the client's cursor back.
    ///
    /// After a retryable refusal, further sends to that chat are refused as well. This ends when the first refused key
    /// is repeated, or when nothing was sent to the chat for the pause of the last refusal (law L9). It does not end
    /// before the server has read everything that the client sent before it received the refusal. A client that waits
    /// for the pause is served.
    void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer);

    /// Reports that the server did not read the connection for a while and reads it again from now on. The next frames
    /// may have been sent during that time, so it does not count as time without sends after a refusal.
    void readingResumed();

    /// Moves this user's read mark. The user's other connections receive the `read` event; on this connection the
    /// answer takes its place.
    ///
    /// The sink is flushed soon after the stage completes, so a caller that attaches an answer to the stage need not
    /// flush.
    CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo);

    /// Reports that this user is typing in a chat. The chat's other connected members are notified, at most once in
    /// three seconds. Ignored in a large group, and if the user is not a member.
    void typing(ChatId chatId);

    /// Ends the session, after the connection has closed.
    @Override
    void close();
}
