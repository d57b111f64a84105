package io.vestnik.domain.message;

import java.time.Duration;

/// More waits to be stored than may; the change was not tried and can be repeated a moment later.
public final class StoreOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// For a store that cannot estimate it.
    private static final Duration RETRY_AFTER = Duration.ofMillis(250);

    private final Duration retryAfter;

    /// @param message what is full
    public StoreOverloadedException(String message) {
        this(message, RETRY_AFTER);
    }

    /// @param message what is full
    /// @param retryAfter how long it takes until there is room again, as far as is known
    public StoreOverloadedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /// The pause before a repeat.
    public Duration retryAfter() {
        return retryAfter;
    }
}
