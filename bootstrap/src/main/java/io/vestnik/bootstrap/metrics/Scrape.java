package io.vestnik.bootstrap.metrics;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A text that is made at most once per [#AGE_MAX], however many clients request it: reading all meters takes about
/// 10 ms of a processor. Requests that come meanwhile wait for it. Thread-safe.
final class Scrape implements Supplier<String> {
    /// Far below the interval of any scraper.
    static final Duration AGE_MAX = Duration.ofMillis(200);

    private final Supplier<String> making;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String made;
    private long madeAt;

    /// @param nanoTime a monotonic clock
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
