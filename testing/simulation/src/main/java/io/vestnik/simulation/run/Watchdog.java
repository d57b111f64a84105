package io.vestnik.simulation.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Notices that a simulation hangs: its thread waits for a monitor or a lock that a simulated thread holds while it is
/// parked, or a task never ends. Measures real time.
final class Watchdog {
    /// The number of looks in the time after which the simulation hangs.
    private static final int LOOKS = 10;

    private final AtomicLong progress = new AtomicLong();
    private final Duration lookEvery;
    private final Runnable hanging;

    /// @param hangsAfter the time without progress after which the simulation hangs
    /// @param hanging called once, on a thread of the watchdog
    Watchdog(Duration hangsAfter, Runnable hanging) {
        this.lookEvery = hangsAfter.dividedBy(LOOKS);
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
        int without = 0;
        try {
            while (without < LOOKS) {
                Thread.sleep(lookEvery);
                long now = progress.get();
                without = now == seen ? without + 1 : 0;
                seen = now;
            }
            hanging.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
