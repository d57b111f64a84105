package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Computes the pauses between attempts. Each pause is a random time between half of a bound and the bound. The bound
/// doubles with each pause, from `first` to `most`.
///
/// Clients that lost the connection to the same server at the same time therefore do not reconnect at the same time.
/// Not thread-safe.
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

    /// Resets the bound to `first` after a success.
    public void reset() {
        bound = first;
    }
}
