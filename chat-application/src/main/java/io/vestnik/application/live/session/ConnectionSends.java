package io.vestnik.application.live.session;

import io.vestnik.application.SendLimit;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.feed.Answer;
import io.vestnik.application.live.feed.Flushable;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The sends of one connection and their answers.
///
/// If a send stores a message, the store calls the listener of the send after the commit and before it publishes the
/// event. The listener registers the answer with the chat's feed, for the version of the message. The feed delivers
/// that version in its order, and the answer takes the event's place on this connection.
///
/// State is guarded by this object's monitor. No code blocks while it holds the monitor; the sink only queues.
final class ConnectionSends implements AutoCloseable {
    /// The pause before a client repeats a send that failed unexpectedly, or that arrived while the node was stopping.
    private static final Duration FAILED_PAUSE = Duration.ofSeconds(1);

    private final ConnectionAnswers answers;
    private final EventSink sink;
    private final SendMessage sending;
    private final BooleanSupplier closing;
    private final SendsInFlight inFlight = new SendsInFlight();
    private final SendLimit.Reservations reservations;
    private final SendGate gate;

    /// @param reservations the permits of the sender's limit that are reserved for this connection
    /// @param closing whether the node accepts no more sends
    /// @param nanoTime a monotonic clock
    ConnectionSends(
            ConnectionAnswers answers,
            EventSink sink,
            SendMessage sending,
            SendLimit.Reservations reservations,
            BooleanSupplier closing,
            LongSupplier nanoTime) {
        this.answers = answers;
        this.sink = sink;
        this.sending = sending;
        this.reservations = reservations;
        this.closing = closing;
        this.gate = new SendGate(reservations, nanoTime);
    }

    void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        CompletionStage<SendMessage.Outcome> stage;
        SendsInFlight.InFlight send;
        synchronized (this) {
            // A draining node waits until all accepted sends are answered, so it accepts no more sends.
            Optional<SendMessage.Outcome> refused = closing.getAsBoolean()
                    ? Optional.of(new SendMessage.Outcome.Unknown(FAILED_PAUSE))
                    : gate.check(command);
            if (refused.isPresent()) {
                answer.accept(refused.get());
                gate.fence(this::fence);
                return;
            }
            send = inFlight.add(command, answer);
            // The monitor is held, so that sends reach the store in the order of their numbers.
            stage = begin(
                    command.from(new SendMessage.SendingConnection(reservations, message -> stored(send, message))));
        }
        stage.whenComplete((outcome, failure) ->
                answers.background().afterStage("live-send", failure, () -> completed(send, outcome, failure)));
    }

    private CompletionStage<SendMessage.Outcome> begin(SendMessage.Command command) {
        try {
            return sending.send(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /// Called by the store, which may hold a lock, so this method does not take this object's monitor.
    private void stored(SendsInFlight.InFlight send, Message message) {
        answers.subscriptions()
                .after(
                        message.chatId(),
                        message.version(),
                        answers.viewer(),
                        new First(send, new SendMessage.Outcome.Sent(message)));
    }

    private void completed(
            SendsInFlight.InFlight send, SendMessage.@Nullable Outcome outcome, @Nullable Throwable failure) {
        SendMessage.Outcome result =
                outcome == null || failure != null ? new SendMessage.Outcome.Unknown(FAILED_PAUSE) : outcome;
        synchronized (this) {
            switch (gate.note(send.number, send.command, result)) {
                case SendMessage.Outcome.Sent ignored -> {}
                case SendMessage.Outcome.Duplicate ignored -> {}
                case SendMessage.Outcome.Refused refused -> answer(send, refused);
                case SendMessage.Outcome.TooFast tooFast -> answer(send, tooFast);
                case SendMessage.Outcome.Unknown unknown -> answer(send, unknown);
            }
            // The fence follows the refusal that was just offered.
            gate.fence(this::fence);
        }
        send.decided.complete(null);
        if (result instanceof SendMessage.Outcome.Duplicate duplicate) {
            Message message = duplicate.message();
            answers.subscriptions()
                    .after(message.chatId(), message.version(), answers.viewer(), new Repeat(send, duplicate));
        } else if (!(result instanceof SendMessage.Outcome.Sent)) {
            sink.flush();
        }
    }

    private void fence(Runnable passed) {
        sink.fence(() -> locked(passed));
    }

    private synchronized void locked(Runnable task) {
        task.run();
    }

    private synchronized boolean answer(SendsInFlight.InFlight send, SendMessage.Outcome outcome) {
        boolean unanswered = inFlight.remove(send);
        if (unanswered) {
            send.answer.accept(outcome);
        }
        return unanswered;
    }

    private synchronized boolean unanswered(SendsInFlight.InFlight send) {
        return inFlight.contains(send);
    }

    private synchronized boolean drop(SendsInFlight.InFlight send) {
        return inFlight.remove(send);
    }

    synchronized void readingResumed() {
        gate.readingResumed();
    }

    /// A future for each pending send to a chat. A send is pending until the store has answered it; then its future
    /// completes.
    synchronized List<CompletableFuture<@Nullable Void>> undecided(ChatId chatId) {
        return inFlight.undecided(chatId);
    }

    synchronized boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /// Releases the permits that are reserved for repeats.
    @Override
    public synchronized void close() {
        gate.close();
    }

    /// The answer to a send whose key was stored before. If the connection gets the event of the stored message, the
    /// event comes first.
    private class Repeat implements Answer {
        final SendsInFlight.InFlight send;
        private final SendMessage.Outcome outcome;

        Repeat(SendsInFlight.InFlight send, SendMessage.Outcome outcome) {
            this.send = send;
            this.outcome = outcome;
        }

        @Override
        public UserId userId() {
            return answers.viewer().id();
        }

        @Override
        public Flushable receiver() {
            return answers.receiver();
        }

        @Override
        public boolean give() {
            boolean given = answer(send, outcome);
            if (given) {
                answers.flush().run();
            }
            return given;
        }
    }

    /// The answer to the send that stored the message. It takes the place of the message's event.
    private final class First extends Repeat {
        First(SendsInFlight.InFlight send, SendMessage.Outcome outcome) {
            super(send, outcome);
        }

        @Override
        public boolean replaces(LiveEvent event) {
            return unanswered(send);
        }

        @Override
        public boolean movesCursor() {
            return true;
        }

        /// The feed has passed the version of this answer, so the answer would move the client's cursor back. The
        /// connection is closed; the client resumes, repeats its key and gets the stored message.
        @Override
        public void giveLate() {
            if (drop(send)) {
                answers.closeOutOfOrder().run();
            }
        }
    }
}
