package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses between attempts: each is drawn between half of a bound and the bound, which doubles from `first` to `most`.
///
/// The random draw keeps clients that lost the same server from reconnecting in step. For one thread.
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private Duration bound;

    /// @param first the bound of the first pause; positive
    /// @param most the maximum of the bound
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("bounds of pauses from " + first + " to " + most);
        }
        this.first = first;
        this.most = most;
        this.random = random;
        this.bound = first;
    }

    /// The pause before the next attempt.
    public Duration next() {
        long half = Math.max(1, bound.toNanos() / 2);
        Duration pause = Duration.ofNanos(half + random.nextLong(half + 1));
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(most) > 0 ? most : doubled;
        return pause;
    }

    /// Resets the bound after a success.
    public void reset() {
        bound = first;
    }
}
