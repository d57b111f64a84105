package io.vestnik.application.messaging;

import io.vestnik.application.SendLimit;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Posts a message exactly once, however often the same key is sent.
///
/// Does not block. Calls of one thread to one chat take effect in the order in which they were made. If a call ends as
/// [Outcome.Unknown], so does every later call to that chat that was made before this result was known. So no message
/// overtakes a message that will be repeated.
@FunctionalInterface
public interface SendMessage {

    /// Sends a message. The stage fails only after an unexpected error; every expected result is an outcome.
    CompletionStage<Outcome> send(Command command);

    /// The message to send.
    ///
    /// @param key the idempotency key, made once by the client and the same on every retry
    /// @param connection the sending connection; empty for HTTP
    record Command(
            ChatId chatId,
            UserId senderId,
            MessageKey key,
            MessageText text,
            Optional<MessageId> replyTo,
            Optional<SendingConnection> connection) {

        /// A send without a connection.
        public Command(ChatId chatId, UserId senderId, MessageKey key, MessageText text, Optional<MessageId> replyTo) {
            this(chatId, senderId, key, text, replyTo, Optional.empty());
        }

        /// The same send from a connection.
        public Command from(SendingConnection connection) {
            return new Command(chatId, senderId, key, text, replyTo, Optional.of(connection));
        }
    }

    /// The connection that sends.
    ///
    /// @param reservations the connection's permits in the sender's limit
    /// @param listener receives the message if this send stores it, before its event is published
    record SendingConnection(SendLimit.Reservations reservations, CommitListener<Message> listener) {}

    /// The result.
    sealed interface Outcome {
        /// This attempt stored the message durably (law L3). Of all attempts with one key at most one has this outcome.
        record Sent(Message message) implements Outcome {}

        /// Another attempt with the same key stored the message, which is returned in its current state.
        record Duplicate(Message message) implements Outcome {}

        /// The rules refused the message; a repeat does not help.
        record Refused(Refusal reason) implements Outcome {}

        /// The message was not stored, because the sender sends too fast or the store is overloaded. The client repeats
        /// it after the pause.
        record TooFast(Duration retryAfter) implements Outcome {}

        /// The store failed, and whether the message is stored is unknown. The client repeats it with the same key
        /// after the pause.
        record Unknown(Duration retryAfter) implements Outcome {}
    }
}
