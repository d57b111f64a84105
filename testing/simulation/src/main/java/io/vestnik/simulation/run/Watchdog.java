package io.vestnik.simulation.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Notices that a simulation hangs: its thread waits for a monitor or a lock that a simulated thread holds while it is
/// parked, or a task never ends. Measures real time.
final class Watchdog {
    /// In this time a simulation takes many thousands of steps, even on a busy machine.
    private static final Duration HANGS_AFTER = Duration.ofMinutes(2);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final AtomicLong progress = new AtomicLong();
    private final LongSupplier nanos;
    private final Runnable hanging;

    /// @param nanos the real time
    /// @param hanging called on a thread of its own when there was no progress
    Watchdog(LongSupplier nanos, Runnable hanging) {
        this.nanos = nanos;
        this.hanging = hanging;
    }

    /// Records progress.
    void progressed() {
        progress.incrementAndGet();
    }

    /// Starts to watch, on a daemon thread.
    void start() {
        Thread thread = new Thread(this::watch, "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long seen = progress.get();
        long since = nanos.getAsLong();
        try {
            while (nanos.getAsLong() - since < HANGS_AFTER.toNanos()) {
                Thread.sleep(LOOK_EVERY.toMillis());
                long now = progress.get();
                if (now != seen) {
                    seen = now;
                    since = nanos.getAsLong();
                }
            }
            hanging.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
