package io.vestnik.broken.application.runtime;

/// The runtime of the machine. It may read the clock.
public final class SystemRuntime {
    private SystemRuntime() {}

    /// Reads the clock.
    public static long nanoTime() {
        return System.nanoTime();
    }
}
