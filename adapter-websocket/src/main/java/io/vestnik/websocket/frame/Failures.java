package io.vestnik.websocket.frame;

import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `error` frames.
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /// The pause before a retry if the store is unavailable. A store that restarts is likely available again by then.
    private static final Duration UNAVAILABLE_PAUSE = Duration.ofSeconds(1);

    private static final long NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

    private Failures() {}

    public static byte[] of(Optional<Ref> ref, ErrorCode code, String message) {
        return write(ref, code, message, Optional.empty(), Optional.empty());
    }

    public static byte[] of(Ref ref, Refusal refusal) {
        ErrorCode code = ErrorCode.of(refusal);
        return of(Optional.of(ref), code, code.title());
    }

    public static byte[] invalid(Optional<Ref> ref, List<FieldError> errors) {
        String message = errors.stream()
                .map(error -> error.field().isEmpty() ? error.message() : error.field() + " " + error.message())
                .collect(Collectors.joining("; "));
        return write(ref, ErrorCode.INVALID_REQUEST, message, Optional.empty(), Optional.of(errors));
    }

    public static byte[] tooFast(Ref ref, Duration retryAfter) {
        return retry(ref, ErrorCode.RATE_LIMITED, retryAfter);
    }

    public static byte[] unavailable(Ref ref, Duration retryAfter) {
        return retry(ref, ErrorCode.UNAVAILABLE, retryAfter);
    }

    /// Whether a client may retry a request that failed with this exception.
    public static boolean retryable(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof RateLimitedException
                || cause instanceof StoreOverloadedException
                || cause instanceof StoreUnavailableException;
    }

    /// The failure of a stage, without the exception that wraps it.
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /// The `error` frame for an exception of a use case.
    public static byte[] of(Ref ref, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RateLimitedException limited) {
            return tooFast(ref, limited.retryAfter());
        }
        if (cause instanceof StoreOverloadedException overloaded) {
            return tooFast(ref, overloaded.retryAfter());
        }
        if (cause instanceof StoreUnavailableException) {
            return unavailable(ref, UNAVAILABLE_PAUSE);
        }
        LOG.error("event=request_failed", cause);
        return of(Optional.of(ref), ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
    }

    private static byte[] retry(Ref ref, ErrorCode code, Duration after) {
        // Rounded up: a client that retries a fraction of a millisecond early would be refused again.
        long afterMs = Math.ceilDiv(after.toNanos(), NANOS_PER_MILLI);
        return write(Optional.of(ref), code, code.title(), Optional.of(afterMs), Optional.empty());
    }

    private static byte[] write(
            Optional<Ref> ref,
            ErrorCode code,
            String message,
            Optional<Long> retryAfterMs,
            Optional<List<FieldError>> errors) {
        return ServerFrames.write(new ServerFrame.Failed(ref, code, message, code.retryable(), retryAfterMs, errors));
    }
}
