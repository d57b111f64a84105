package io.vestnik.websocket;

import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `error` frames.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /// By then a store that restarts is likely to be back, and a send held back behind one of unknown outcome passes.
    private static final Duration UNAVAILABLE_PAUSE = Duration.ofSeconds(1);

    /// A full store empties at many thousand messages a second.
    private static final Duration OVERLOAD_PAUSE = Duration.ofMillis(250);

    private Failures() {}

    static byte[] of(Optional<Ref> ref, ErrorCode code, String message) {
        return write(ref, code, message, Optional.empty(), Optional.empty());
    }

    static byte[] of(Ref ref, Refusal refusal) {
        ErrorCode code = ErrorCode.of(refusal);
        return of(Optional.of(ref), code, code.title());
    }

    static byte[] invalid(Optional<Ref> ref, List<FieldError> errors) {
        String message = errors.stream()
                .map(error -> error.field().isEmpty() ? error.message() : error.field() + " " + error.message())
                .collect(Collectors.joining("; "));
        return write(ref, ErrorCode.INVALID_REQUEST, message, Optional.empty(), Optional.of(errors));
    }

    static byte[] tooFast(Ref ref, Duration retryAfter) {
        return retry(ref, ErrorCode.RATE_LIMITED, retryAfter);
    }

    static byte[] unavailable(Ref ref) {
        return retry(ref, ErrorCode.UNAVAILABLE, UNAVAILABLE_PAUSE);
    }

    /// For what a use case threw.
    static byte[] of(Ref ref, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RateLimitedException limited) {
            return tooFast(ref, limited.retryAfter());
        }
        if (cause instanceof StoreOverloadedException) {
            return tooFast(ref, OVERLOAD_PAUSE);
        }
        if (cause instanceof StoreUnavailableException) {
            return unavailable(ref);
        }
        LOG.error("event=request_failed", cause);
        return of(Optional.of(ref), ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
    }

    private static byte[] retry(Ref ref, ErrorCode code, Duration after) {
        return write(Optional.of(ref), code, code.title(), Optional.of(after.toMillis()), Optional.empty());
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
