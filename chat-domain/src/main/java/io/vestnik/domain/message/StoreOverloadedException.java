package io.vestnik.domain.message;

import java.time.Duration;

/// Too many changes are waiting to be stored. This change was not attempted and can be retried shortly.
public final class StoreOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The pause that is reported if the store cannot estimate one.
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);

    private final Duration retryAfter;

    /// @param message the queue that is full
    public StoreOverloadedException(String message) {
        this(message, RETRY_AFTER);
    }

    /// @param message the queue that is full
    /// @param retryAfter the estimated time until the queue has room again
    public StoreOverloadedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /// The pause before a retry.
    public Duration retryAfter() {
        return retryAfter;
    }
}
