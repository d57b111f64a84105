package io.vestnik.application.messaging;

import io.vestnik.application.SendLimit;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/// Sends messages to a [MessageLog], with a limit on how fast one user may send.
final class LoggedSending implements SendMessage {
    /// The pause after a failure of unknown outcome: a restarting store is likely to be available by then.
    private static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(1);

    private final MessageLog log;
    private final SendLimit limit;
    private final SendMetrics metrics;
    private final LongSupplier nanoTime;

    /// @param nanoTime the monotonic clock, in nanoseconds
    LoggedSending(MessageLog log, SendLimit limit, SendMetrics metrics, LongSupplier nanoTime) {
        this.log = log;
        this.limit = limit;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<Outcome> send(Command command) {
        long began = nanoTime.getAsLong();
        Optional<Duration> wait = command.connection()
                .map(connection -> connection.reservations().take(command.chatId()))
                .orElseGet(() -> limit.take(command.senderId()));
        if (wait.isPresent()) {
            return CompletableFuture.completedStage(counted(new Outcome.TooFast(wait.get()), began));
        }
        Draft draft = Draft.of(command.chatId(), command.senderId(), command.key(), command.text(), command.replyTo());
        return log.append(command.connection()
                        .map(connection -> draft.notifying(connection.listener()))
                        .orElse(draft))
                .handle((appended, failure) -> counted(failure == null ? outcome(appended) : outcome(failure), began));
    }

    private Outcome counted(Outcome outcome, long began) {
        metrics.answered(outcome, nanoTime.getAsLong() - began);
        return outcome;
    }

    private static Outcome outcome(MessageLog.Appended appended) {
        return switch (appended) {
            case MessageLog.Appended.Stored stored -> new Outcome.Sent(stored.message());
            case MessageLog.Appended.Repeated repeated -> new Outcome.Duplicate(repeated.message());
            case MessageLog.Appended.Refused refused -> new Outcome.Refused(refused.reason());
        };
    }

    private static Outcome outcome(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StoreOverloadedException overloaded) {
            return new Outcome.TooFast(overloaded.retryAfter());
        }
        if (cause instanceof StoreUnavailableException) {
            return new Outcome.Unknown(UNKNOWN_PAUSE);
        }
        throw new CompletionException(cause);
    }
}
