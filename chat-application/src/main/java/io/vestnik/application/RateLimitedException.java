package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A user exceeded a rate limit. Nothing was done. The same call succeeds after [#retryAfter], unless the user makes
/// more calls meanwhile.
///
/// It is an exception and not an outcome of each use case, like [io.vestnik.domain.StoreUnavailableException]: every
/// use case that changes data can throw it, and an adapter answers all of them alike.
public final class RateLimitedException extends RuntimeException {
    /// Shorter pauses only cost both sides a round trip.
    private static final Duration RETRY_AFTER_MIN = Duration.ofMillis(100);

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /// @param retryAfter the time until a permit is available
    public RateLimitedException(Duration retryAfter) {
        super("repeat after " + retryAfter);
        this.retryAfter = retryAfter.compareTo(RETRY_AFTER_MIN) < 0 ? RETRY_AFTER_MIN : retryAfter;
    }

    /// The time to wait, at least a tenth of a second.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// Takes a permit.
    ///
    /// @throws RateLimitedException if none is available
    public static <K> void require(RateLimit<K> limit, K who) {
        refuse(limit.take(who));
    }

    /// Takes several permits.
    ///
    /// @throws RateLimitedException if fewer are available
    public static <K> void require(BulkLimit<K> limit, K who, int permits) {
        refuse(limit.take(who, permits));
    }

    private static void refuse(Optional<Duration> wait) {
        if (wait.isPresent()) {
            throw new RateLimitedException(wait.get());
        }
    }
}
