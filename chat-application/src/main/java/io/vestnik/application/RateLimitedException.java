package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A user exceeded a rate limit. Nothing was done. The same call succeeds after [#retryAfter], unless the user makes
/// more calls meanwhile.
///
/// Like [io.vestnik.domain.StoreUnavailableException], it is an exception and not an outcome of each use case, because
/// most use cases that change data can throw it. So an adapter handles it in one place for all use cases.
public final class RateLimitedException extends RuntimeException {
    /// The minimum of [#retryAfter]. A shorter pause saves no time, because each repeat costs a round trip.
    private static final Duration RETRY_AFTER_MIN = Duration.ofMillis(100);

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /// @param retryAfter the time until a permit is available
    public RateLimitedException(Duration retryAfter) {
        super("repeat after " + retryAfter);
        this.retryAfter = retryAfter.compareTo(RETRY_AFTER_MIN) < 0 ? RETRY_AFTER_MIN : retryAfter;
    }

    /// The time to wait before the next call, at least a tenth of a second.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// Takes a permit of `who`.
    ///
    /// @throws RateLimitedException if no permit is available
    public static <K> void require(RateLimit<K> limit, K who) {
        refuse(limit.take(who));
    }

    /// Takes several permits of `who`.
    ///
    /// @throws RateLimitedException if [BulkLimit#take] refuses
    public static <K> void require(BulkLimit<K> limit, K who, int permits) {
        refuse(limit.take(who, permits));
    }

    private static void refuse(Optional<Duration> wait) {
        if (wait.isPresent()) {
            throw new RateLimitedException(wait.get());
        }
    }
}
