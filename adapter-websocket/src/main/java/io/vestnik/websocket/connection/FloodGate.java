package io.vestnik.websocket.connection;

import java.util.concurrent.TimeUnit;

/// Detects frames that arrive faster than any client may send them. Used by one thread at a time.
///
/// Refused requests and all other frames are counted separately, both with the same bound. Refused requests beyond the
/// bound only pause reading. They are no attack, because a client may have many requests in flight when it learns of
/// the first refusal. Other frames beyond the bound are an attack and close the connection. Each of the two counts is
/// kept as a time: the time at which the next frame would be due at an even pace.
final class FloodGate {
    /// The bound on frames per second, as a multiple of the limit on sends. A burst may have as many frames as the
    /// bound allows in two seconds.
    private static final int FACTOR = 10;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD_NANOS_MAX = 2 * SECOND_NANOS;

    /// At least this number of frames is accepted in two seconds, however low the limit on sends is. The number allows
    /// what a client may send at the limits on read marks and `typing` (200 a second, 400 in a burst). It equals four
    /// times the maximum number of unanswered requests.
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

    /// Counts a request that was refused and that the client repeats.
    ///
    /// @return whether the request is within the bound
    boolean passRefused(long nowNanos) {
        refusedDueNanos = next(refusedDueNanos, nowNanos);
        return refusedDueNanos - nowNanos <= AHEAD_NANOS_MAX;
    }

    /// Counts any other frame.
    ///
    /// @return whether the frame is within the bound
    boolean pass(long nowNanos) {
        othersDueNanos = next(othersDueNanos, nowNanos);
        return othersDueNanos - nowNanos <= AHEAD_NANOS_MAX;
    }

    private long next(long dueNanos, long nowNanos) {
        return (dueNanos - nowNanos < 0 ? nowNanos : dueNanos) + paceNanos;
    }
}
