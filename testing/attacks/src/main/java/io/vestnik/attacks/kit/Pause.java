package io.vestnik.attacks.kit;

import java.time.Duration;

/// Sleeps, for programs that measure over time.
public final class Pause {
    private Pause() {}

    /// Returns early, with the thread's interrupt kept, when interrupted.
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// As [#of], until `System.nanoTime()` has this value.
    public static void until(long nanoTime) {
        long rest = nanoTime - System.nanoTime();
        if (rest > 0) {
            of(Duration.ofNanos(rest));
        }
    }
}
