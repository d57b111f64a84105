package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A user did something more often than the limits allow. Nothing was done; the same call succeeds after
/// [#retryAfter], unless the user goes on meanwhile.
///
/// An exception and not an outcome of each use case, as [io.vestnik.domain.StoreUnavailableException] is: every use
/// case that changes something can end so, and an adapter answers all of them alike.
public final class RateLimitedException extends RuntimeException {
    /// Shorter pauses only cost both sides a round trip.
    private static final Duration RETRY_AFTER_MIN = Duration.ofMillis(100);

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /// @param retryAfter until a permit is due
    public RateLimitedException(Duration retryAfter) {
        super("repeat after " + retryAfter);
        this.retryAfter = retryAfter.compareTo(RETRY_AFTER_MIN) < 0 ? RETRY_AFTER_MIN : retryAfter;
    }

    /// How long to wait, at least a tenth of a second.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// Takes a permit.
    ///
    /// @throws RateLimitedException if there is none
    public static <K> void require(RateLimit<K> limit, K who) {
        refuse(limit.take(who));
    }

    /// Takes several permits.
    ///
    /// @throws RateLimitedException if there are not as many
    public static <K> void require(BulkLimit<K> limit, K who, int permits) {
        refuse(limit.take(who, permits));
    }

    private static void refuse(Optional<Duration> wait) {
        if (wait.isPresent()) {
            throw new RateLimitedException(wait.get());
        }
    }
}
