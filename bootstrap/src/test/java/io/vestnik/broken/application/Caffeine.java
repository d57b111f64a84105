package io.vestnik.broken.application;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// A builder of caches, in place of the library's.
public final class Caffeine {
    private Caffeine() {}

    /// Begins a cache.
    public static Caffeine newBuilder() {
        return new Caffeine();
    }

    /// Sets the clock.
    public Caffeine ticker(LongSupplier clock) {
        return new Caffeine();
    }

    /// Sets the executor of the maintenance.
    public Caffeine executor(Executor executor) {
        return new Caffeine();
    }
}
