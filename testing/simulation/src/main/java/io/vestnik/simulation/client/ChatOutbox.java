package io.vestnik.simulation.client;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The messages of a client to one chat that have no acknowledgement yet, in order. It follows "After a refusal" in
/// `docs/protocol.md`.
final class ChatOutbox {
    /// The highest window, as in the Java library.
    static final int WINDOW_MAX = 64;

    private final ChatId chatId;
    private final LongSupplier nanos;
    private final List<Pending> pending = new ArrayList<>();
    private int window = WINDOW_MAX;
    private int inFlight;
    private boolean paused;
    private long notBeforeNanos;

    /// A message without an acknowledgement.
    static final class Pending {
        final MessageKey key;
        final MessageText text;
        final Optional<MessageId> replyTo;
        private boolean inFlight;

        Pending(MessageKey key, MessageText text, Optional<MessageId> replyTo) {
            this.key = key;
            this.text = text;
            this.replyTo = replyTo;
        }
    }

    /// Sends a message on the connection.
    interface Sending {
        /// Whether the connection may have one more unanswered request.
        boolean hasRoom();

        /// Sends; the answer goes to [#answered] of this outbox.
        void send(ChatOutbox outbox, Pending message);
    }

    /// @param nanos the monotonic clock
    ChatOutbox(ChatId chatId, LongSupplier nanos) {
        this.chatId = chatId;
        this.nanos = nanos;
    }

    ChatId chatId() {
        return chatId;
    }

    void add(MessageKey key, MessageText text, Optional<MessageId> replyTo) {
        pending.add(new Pending(key, text, replyTo));
    }

    int size() {
        return pending.size();
    }

    Optional<Pending> first() {
        return pending.stream().findFirst();
    }

    /// Sends what may be sent now. Called on a live connection.
    ///
    /// @return the pause after which to call again; empty if an answer will cause the next call
    Optional<Duration> pump(Sending sending) {
        if (paused) {
            // "Send nothing to that chat until two conditions are met. All sends to the chat are answered, and the
            // `retryAfterMs` of the last refusal has passed."
            long left = notBeforeNanos - nanos.getAsLong();
            if (inFlight > 0) {
                return Optional.empty();
            }
            if (left > 0) {
                return Optional.of(Duration.ofNanos(left));
            }
            paused = false;
            // "Then repeat the send with the first refused key alone, and wait for its answer."
            window = 1;
        }
        for (Pending message : List.copyOf(pending)) {
            if (inFlight >= window || !sending.hasRoom()) {
                return Optional.empty();
            }
            if (!message.inFlight) {
                message.inFlight = true;
                inFlight++;
                sending.send(this, message);
            }
        }
        return Optional.empty();
    }

    /// Processes the answer to a message that this connection has sent.
    void answered(Pending message, SendMessage.Outcome outcome) {
        if (message.inFlight) {
            message.inFlight = false;
            inFlight--;
        }
        switch (outcome) {
            case SendMessage.Outcome.Sent sent -> accepted(message);
            case SendMessage.Outcome.Duplicate duplicate -> accepted(message);
            // "A send has failed for good only after an `error` that is not `retryable`."
            case SendMessage.Outcome.Refused refused -> remove(message);
            case SendMessage.Outcome.TooFast(Duration after) -> pause(after);
            case SendMessage.Outcome.Unknown(Duration after) -> pause(after);
        }
    }

    private void accepted(Pending message) {
        remove(message);
        if (!paused) {
            // "Begin with a small window. The libraries double it in each round trip."
            window = Math.min(WINDOW_MAX, window + 1);
        }
    }

    private void pause(Duration after) {
        paused = true;
        notBeforeNanos = nanos.getAsLong() + after.toNanos();
    }

    /// Forgets a message that was acknowledged in another way.
    void remove(Pending message) {
        pending.remove(message);
    }

    /// The connection has ended. "After `live` send all of them again."
    void disconnected() {
        pending.forEach(message -> message.inFlight = false);
        inFlight = 0;
        paused = false;
        window = WINDOW_MAX;
    }
}
