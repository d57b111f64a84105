package io.vestnik.application.messaging;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Posts a message, once, however often it is asked to with the same key.
///
/// Does not block. Calls of one thread to one chat take effect in their order, and when one of them ends as
/// [Outcome.Unknown], so does every later one to that chat that was called before the first was told: nothing overtakes
/// a message that will be repeated.
@FunctionalInterface
public interface SendMessage {

    /// Sends; the stage always completes normally.
    CompletionStage<Outcome> send(Command command);

    /// What to send.
    ///
    /// @param key made once by the client and the same on every retry
    record Command(ChatId chatId, UserId senderId, MessageKey key, MessageText text, Optional<MessageId> replyTo) {}

    /// What came of it.
    sealed interface Outcome {
        /// Stored, durably (law L3).
        record Sent(Message message) implements Outcome {}

        /// It had been stored before; this is its present state.
        record Duplicate(Message message) implements Outcome {}

        /// Refused by the rules; repeating does not help.
        record Refused(Refusal reason) implements Outcome {}

        /// Not tried, since the sender sends too fast or the store has too much to do: repeat after a while.
        record TooFast(Duration retryAfter) implements Outcome {}

        /// The store failed, and whether the message is stored is not known: repeat with the same key.
        record Unknown() implements Outcome {}
    }
}
