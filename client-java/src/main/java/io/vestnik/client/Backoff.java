package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses between tries: each drawn between half of a bound and the bound, which doubles from `first` to `most`.
///
/// The draw keeps a crowd that lost the same server from coming back in step. For one thread.
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private Duration bound;

    /// @param first the bound of the first pause; positive
    /// @param most where doubling ends
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a pause grows from " + first + " to " + most);
        }
        this.first = first;
        this.most = most;
        this.random = random;
        this.bound = first;
    }

    /// How long to wait before the next try.
    public Duration next() {
        long half = Math.max(1, bound.toNanos() / 2);
        Duration pause = Duration.ofNanos(half + random.nextLong(half + 1));
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(most) > 0 ? most : doubled;
        return pause;
    }

    /// After a success the next pause is a short one again.
    public void reset() {
        bound = first;
    }
}
