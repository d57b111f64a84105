package io.vestnik.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Notices that a connection is dead: a ping after a silence, and the end when nothing comes after that.
///
/// The silence is short while a request waits for its answer. The JDK's WebSocket loses the end of a connection that
/// the peer resets while a frame is being taken, so that nothing else would tell of it.
///
/// {@link #heard} and {@link #every} are for the thread that reads, the rest for the one that watches.
final class Heartbeat {
    private static final Duration UNTIL_TOLD = Duration.ofSeconds(25);

    /// A healthy server answers within this, or sends something else meanwhile.
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
    /// @param nanoTime never runs back, as {@link System#nanoTime}
    Heartbeat(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
    }

    /// Anything came.
    void heard() {
        heardAt = nanoTime.getAsLong();
    }

    /// How often at least something comes from a healthy server.
    void every(Duration told) {
        interval = told;
    }

    /// Whether a ping is due now, which it is once for a silence.
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

    /// Whether a ping stayed without any answer.
    boolean isDead() {
        long now = nanoTime.getAsLong();
        return pinged && heardAt - pingedAt < 0 && now - pingedAt >= patience.toNanos();
    }

    /// When to look again.
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
