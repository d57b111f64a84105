package io.vestnik.bootstrap.metrics;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Caches the text of all metrics for [#AGE_MAX], since reading all meters takes about 10 ms of processor time.
/// Requests that arrive while the meters are read wait for the result and share it. Thread-safe.
final class Scrape implements Supplier<String> {
    /// The maximum age of the text, far below the interval of any scraper.
    static final Duration AGE_MAX = Duration.ofMillis(200);

    private final Supplier<String> making;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String made;
    private long madeAt;

    /// @param making reads all meters
    /// @param nanoTime a monotonic clock, in nanoseconds
    Scrape(Supplier<String> making, LongSupplier nanoTime) {
        this.making = making;
        this.nanoTime = nanoTime;
    }

    @Override
    public String get() {
        lock.lock();
        try {
            String present = made;
            if (present == null || nanoTime.getAsLong() - madeAt >= AGE_MAX.toNanos()) {
                present = making.get();
                made = present;
                madeAt = nanoTime.getAsLong();
            }
            return present;
        } finally {
            lock.unlock();
        }
    }
}
