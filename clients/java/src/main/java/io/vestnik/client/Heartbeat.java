package io.vestnik.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Detects a dead connection. After a silence it asks for a ping; if nothing is received after the ping, the connection
/// is dead.
///
/// The silence before a ping is shorter while a request is unanswered: if the peer resets the connection during a send,
/// the JDK's WebSocket does not report the reset, and only the heartbeat detects it.
///
/// The thread that reads the connection calls {@link #received} and {@link #setInterval}; the thread that watches it
/// calls the other methods.
final class Heartbeat {
    private static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(25);

    /// The silence before a ping while a request is unanswered. A healthy server sends an answer or another frame
    /// sooner.
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

    private final Duration patience;
    private final LongSupplier nanoTime;
    private volatile long receivedAt;
    private volatile Duration interval = INTERVAL_DEFAULT;
    private boolean waiting;
    private long waitingSince;
    private boolean pinged;
    private long pingedAt;

    /// @param patience how long after a ping the server may send nothing
    /// @param nanoTime a monotonic clock, such as {@link System#nanoTime}
    Heartbeat(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.receivedAt = nanoTime.getAsLong();
    }

    /// Records that the server sent something.
    void received() {
        receivedAt = nanoTime.getAsLong();
    }

    /// Sets the interval within which a healthy server sends something, as `ready` announces it.
    void setInterval(Duration announced) {
        interval = announced;
    }

    /// Whether to send a ping now; true once per silence.
    ///
    /// @param unanswered whether any request is unanswered
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

    /// Whether nothing was received for too long after a ping.
    boolean isDead() {
        long now = nanoTime.getAsLong();
        return pinged && receivedAt - pingedAt < 0 && now - pingedAt >= patience.toNanos();
    }

    /// Returns how long the caller may wait before it has to call {@link #wantsPing} and {@link #isDead} again.
    Duration untilDue() {
        long now = nanoTime.getAsLong();
        return pinged ? patience.minusNanos(now - pingedAt) : untilPing(now);
    }

    private Duration untilPing(long now) {
        long silence = now - receivedAt;
        Duration until = interval.minusNanos(silence);
        if (!waiting) {
            return until;
        }
        Duration untilLate = ANSWERED_WITHIN.minusNanos(Math.min(silence, now - waitingSince));
        return untilLate.compareTo(until) < 0 ? untilLate : until;
    }
}
