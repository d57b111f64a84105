package io.vestnik.websocket;

import java.util.concurrent.TimeUnit;

/// Tells when frames come so fast that no honest client sends them. Counts by the time at which the next frame would be
/// due at an even pace, so it is one number for each connection. For one thread at a time.
final class FloodGate {
    /// A client that ignores the limit on sends altogether is told so in errors; ten times the limit is an attack.
    private static final int FACTOR = 10;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Frames at once: two seconds' worth, as of the limit itself.
    private static final long AHEAD_NANOS_MAX = 2 * SECOND_NANOS;

    private final long paceNanos;
    private long dueNanos;

    /// @param sendsPerSecond the limit on sends; 0 = none, and then there is none here either
    FloodGate(int sendsPerSecond, long nowNanos) {
        paceNanos = sendsPerSecond == 0 ? 0 : SECOND_NANOS / ((long) FACTOR * sendsPerSecond);
        dueNanos = nowNanos;
    }

    /// Counts a frame.
    ///
    /// @return whether it may pass
    boolean pass(long nowNanos) {
        if (dueNanos - nowNanos < 0) {
            dueNanos = nowNanos;
        }
        dueNanos += paceNanos;
        return dueNanos - nowNanos <= AHEAD_NANOS_MAX;
    }
}
