package io.vestnik.faults.run.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Sleeps and waits.
public final class Pause {
    private static final Duration TICK = Duration.ofMillis(50);

    private Pause() {}

    /// Sleeps for a time. An interrupt ends the sleep early, and stays set.
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until a condition holds. An interrupt ends the wait early, and stays set.
    ///
    /// @param max the maximum time
    /// @return whether the condition holds
    public static boolean until(Duration max, BooleanSupplier condition) {
        long end = System.nanoTime() + max.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return condition.getAsBoolean();
            }
            of(TICK);
        }
        return true;
    }
}
