package io.vestnik.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Detects dead connections: a ping after a silence, and the end if nothing is received after it.
///
/// The silence is shorter while a request waits for its answer. If the peer resets a connection while a frame is being
/// sent, the JDK's WebSocket does not report the end, so only this detects it.
///
/// {@link #heard} and {@link #every} are for the thread that reads, the other methods for the one that watches.
final class Heartbeat {
    private static final Duration UNTIL_TOLD = Duration.ofSeconds(25);

    /// A healthy server answers within this time, or sends something else meanwhile.
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

    private final Duration patience;
    private final LongSupplier nanoTime;
    private volatile long heardAt;
    private volatile Duration interval = UNTIL_TOLD;
    private boolean waiting;
    private long waitingSince;
    private boolean pinged;
    private long pingedAt;

    /// @param patience how long a ping may stay unanswered
    /// @param nanoTime monotonic, as {@link System#nanoTime}
    Heartbeat(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
    }

    /// Something was received.
    void heard() {
        heardAt = nanoTime.getAsLong();
    }

    /// Sets the interval in which a healthy server sends at least something.
    void every(Duration announced) {
        interval = announced;
    }

    /// Whether a ping is due now; true once per silence.
    ///
    /// @param unanswered whether a request waits for its answer
    boolean wantsPing(boolean unanswered) {
        long now = nanoTime.getAsLong();
        if (unanswered && !waiting) {
            waitingSince = now;
        }
        waiting = unanswered;
        if (!untilPing(now).isPositive()) {
            boolean due = !pinged;
            pingedAt = pinged ? pingedAt : now;
            pinged = true;
            return due;
        }
        pinged = false;
        return false;
    }

    /// Whether nothing was received after a ping.
    boolean isDead() {
        long now = nanoTime.getAsLong();
        return pinged && heardAt - pingedAt < 0 && now - pingedAt >= patience.toNanos();
    }

    /// The time until the next check.
    Duration untilDue() {
        long now = nanoTime.getAsLong();
        return pinged ? patience.minusNanos(now - pingedAt) : untilPing(now);
    }

    private Duration untilPing(long now) {
        long silence = now - heardAt;
        Duration until = interval.minusNanos(silence);
        if (!waiting) {
            return until;
        }
        Duration untilLate = ANSWERED_WITHIN.minusNanos(Math.min(silence, now - waitingSince));
        return untilLate.compareTo(until) < 0 ? untilLate : until;
    }
}
