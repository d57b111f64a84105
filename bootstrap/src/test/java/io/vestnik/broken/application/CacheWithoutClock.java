package io.vestnik.broken.application;

/// A use case with two caches, of which one has the clock of the machine.
public final class CacheWithoutClock {
    private CacheWithoutClock() {}

    /// Makes a complete cache.
    public static Caffeine complete() {
        return Caffeine.newBuilder().ticker(() -> 0).executor(Runnable::run);
    }

    /// Makes a cache without a clock.
    public static Caffeine incomplete() {
        return Caffeine.newBuilder().executor(Runnable::run);
    }
}
