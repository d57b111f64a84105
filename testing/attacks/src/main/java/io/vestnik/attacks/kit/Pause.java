package io.vestnik.attacks.kit;

import java.time.Duration;

/// Sleeps, for programs that measure over time.
public final class Pause {
    private Pause() {}

    /// Sleeps for a time. An interrupt ends the sleep early, and stays set.
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sleeps until `System.nanoTime()` reaches a value. An interrupt ends the sleep early, and stays set.
    public static void until(long nanoTime) {
        long rest = nanoTime - System.nanoTime();
        if (rest > 0) {
            of(Duration.ofNanos(rest));
        }
    }
}
