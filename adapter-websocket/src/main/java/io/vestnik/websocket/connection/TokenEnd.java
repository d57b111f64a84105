package io.vestnik.websocket.connection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When the access token of a connection expires, on the wall clock and on the monotonic clock; the earlier time
/// counts. A wall clock that is set back does not extend the token. A wall clock that is set ahead costs the client a
/// refresh. Thread-safe.
final class TokenEnd {
    /// The maximum lifetime of a token on the monotonic clock. A longer lifetime is shortened to it, so that the time
    /// in nanoseconds does not overflow.
    private static final Duration LIFE_MAX = Duration.ofDays(365);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile @Nullable End end;

    private record End(Instant at, long nanos) {}

    TokenEnd(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Sets the expiry of the token.
    void set(Instant expiresAt) {
        Duration left = Duration.between(clock.instant(), expiresAt);
        Duration bounded = left.compareTo(LIFE_MAX) < 0 ? left : LIFE_MAX;
        end = new End(expiresAt, nanoTime.getAsLong() + bounded.toNanos());
    }

    /// Whether the token has expired; false while no token is set.
    boolean passed(long nowNanos) {
        End present = end;
        return present != null
                && (nowNanos - present.nanos() >= 0 || !clock.instant().isBefore(present.at()));
    }
}
