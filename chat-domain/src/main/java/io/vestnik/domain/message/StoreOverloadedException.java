package io.vestnik.domain.message;

import java.time.Duration;

/// Too many changes wait to be stored; this change was not attempted and can be retried shortly.
public final class StoreOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// For a store that cannot estimate the time.
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);

    private final Duration retryAfter;

    /// @param message the queue that is full
    public StoreOverloadedException(String message) {
        this(message, RETRY_AFTER);
    }

    /// @param message the queue that is full
    /// @param retryAfter the estimated time until there is room again
    public StoreOverloadedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /// The pause before a retry.
    public Duration retryAfter() {
        return retryAfter;
    }
}
