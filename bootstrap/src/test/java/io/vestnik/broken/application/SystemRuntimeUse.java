package io.vestnik.broken.application;

import io.vestnik.broken.application.runtime.SystemRuntime;

/// A use case that does not take its runtime through its constructor.
public final class SystemRuntimeUse {
    private SystemRuntimeUse() {}

    /// Reads the clock of the machine.
    public static long time() {
        return SystemRuntime.nanoTime();
    }
}
