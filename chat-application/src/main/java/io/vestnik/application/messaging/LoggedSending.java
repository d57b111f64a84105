package io.vestnik.application.messaging;

import io.vestnik.application.RateLimit;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// Sending over a [MessageLog], with a limit on how fast one person may send.
final class LoggedSending implements SendMessage {
    /// A full store empties at many thousand messages a second, so a short pause is enough.
    private static final Duration OVERLOAD_PAUSE = Duration.ofMillis(250);

    private final MessageLog log;
    private final RateLimit<UserId> limit;
    private final SendMetrics metrics;

    LoggedSending(MessageLog log, RateLimit<UserId> limit, SendMetrics metrics) {
        this.log = log;
        this.limit = limit;
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<Outcome> send(Command command) {
        long began = System.nanoTime();
        Optional<Duration> wait = limit.take(command.senderId());
        if (wait.isPresent()) {
            return CompletableFuture.completedStage(counted(new Outcome.TooFast(wait.get()), began));
        }
        Draft draft = Draft.of(command.chatId(), command.senderId(), command.key(), command.text(), command.replyTo());
        return log.append(draft)
                .handle((appended, failure) -> counted(failure == null ? outcome(appended) : outcome(failure), began));
    }

    private Outcome counted(Outcome outcome, long began) {
        metrics.answered(outcome, System.nanoTime() - began);
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
        if (cause instanceof StoreOverloadedException) {
            return new Outcome.TooFast(OVERLOAD_PAUSE);
        }
        if (cause instanceof StoreUnavailableException) {
            return new Outcome.Unknown();
        }
        throw new CompletionException(cause);
    }
}
