package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// One connection's part in what is live. Everything but [#catchUp] returns at once.
public interface LiveSession extends AutoCloseable {

    /// Replays what the client missed, ends with [LiveEvent.CaughtUp] and goes live: nothing is missed, nothing comes
    /// twice. Blocks as long as the client takes to read; called once, before anything else.
    ///
    /// @throws OutletClosedException when the connection went away meanwhile
    void catchUp(Resume resume);

    /// Sends a message for this connection. The answer comes once. [SendMessage.Outcome.Sent] comes only if this
    /// attempt stored the message, at the place of the message's event, which it replaces.
    /// [SendMessage.Outcome.Duplicate] comes after the event of the stored message; also for the attempt that stored it
    /// if the message was shown as part of the whole chat, or will not be shown here. Everything else comes at once.
    ///
    /// After a retryable refusal, further sends to that chat are refused alike until the first refused key is repeated,
    /// or nothing was sent to the chat for the pause of the last refusal (law L9), not counting what the client sent
    /// before it learned of the refusal. A client that waits the pause out is served.
    void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer);

    /// The connection was not read for a while, and is read again from now on. What comes next may have been sent
    /// during the pause: for the sends after a refusal it does not count as silence.
    void readingResumed();

    /// Moves this person's mark; the event about it goes to their other connections only.
    ///
    /// The outlet is flushed soon after the stage completed: whoever hangs an answer on it need not flush.
    CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo);

    /// Says that this person is typing; passed on once in three seconds for each chat, to those who are in it, by
    /// somebody who is.
    void typing(ChatId chatId);

    /// The connection is gone.
    @Override
    void close();
}
