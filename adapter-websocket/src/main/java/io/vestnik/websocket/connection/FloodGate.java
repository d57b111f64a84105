package io.vestnik.websocket.connection;

import java.util.concurrent.TimeUnit;

/// Detects frames that arrive faster than any client may send them. For one thread at a time.
///
/// Refused requests and all other frames are counted separately, each at the same pace. Refused requests beyond the
/// pace pause reading, since a client may have many under way when it learns of the first refusal. Other frames beyond
/// the pace are an attack. Each count is the time at which the next frame is due at an even pace.
final class FloodGate {
    /// Ten times the limit on sends, for two seconds.
    private static final int FACTOR = 10;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD_NANOS_MAX = 2 * SECOND_NANOS;

    /// The minimum of the bound on frames in two seconds, for any limit on sends. It allows what a client may send at
    /// the limits on read marks and `typing` (200 a second, 400 at once), and four times the requests that may be
    /// unanswered.
    static final int FRAMES_MIN = 4 * Window.REQUESTS_MAX;

    private final long paceNanos;
    private long refusedDueNanos;
    private long othersDueNanos;

    /// @param sendsPerSecond the limit on sends; 0 = no limit, and then no bound on frames either
    FloodGate(int sendsPerSecond, long nowNanos) {
        long perSecond = Math.max((long) FACTOR * sendsPerSecond, FRAMES_MIN / 2);
        paceNanos = sendsPerSecond == 0 ? 0 : SECOND_NANOS / perSecond;
        refusedDueNanos = nowNanos;
        othersDueNanos = nowNanos;
    }

    /// Counts a request that was refused and is to be repeated.
    ///
    /// @return whether it is within the bound
    boolean passRefused(long nowNanos) {
        refusedDueNanos = next(refusedDueNanos, nowNanos);
        return refusedDueNanos - nowNanos <= AHEAD_NANOS_MAX;
    }

    /// Counts any other frame.
    ///
    /// @return whether it is within the bound
    boolean pass(long nowNanos) {
        othersDueNanos = next(othersDueNanos, nowNanos);
        return othersDueNanos - nowNanos <= AHEAD_NANOS_MAX;
    }

    private long next(long dueNanos, long nowNanos) {
        return (dueNanos - nowNanos < 0 ? nowNanos : dueNanos) + paceNanos;
    }
}
