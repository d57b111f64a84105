package io.vestnik.postgres.chat;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The result of a query that many callers request at the same time. One caller at a time runs the query. Calls within
/// 250 ms after a run return the result of this run, or throw its failure.
public final class SharedQuery<T> {
    private static final Duration AGE_MAX = Duration.ofMillis(250);

    private record Read<T>(Supplier<T> answer, long at) {}

    private final Supplier<T> query;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Read<T> last;

    public SharedQuery(Supplier<T> query) {
        this.query = query;
    }

    /// Returns the result of the query, or throws its failure.
    public T get() {
        Read<T> known = fresh();
        if (known != null) {
            return known.answer().get();
        }
        asking.lock();
        try {
            Read<T> meanwhile = fresh();
            Read<T> read = meanwhile != null ? meanwhile : new Read<>(ask(), System.nanoTime());
            last = read;
            return read.answer().get();
        } finally {
            asking.unlock();
        }
    }

    /// Discards the known result, so that the next [#get] runs the query. If the query is running, waits for its end
    /// first.
    public void forget() {
        asking.lock();
        try {
            last = null;
        } finally {
            asking.unlock();
        }
    }

    private Supplier<T> ask() {
        try {
            T value = query.get();
            return () -> value;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private @Nullable Read<T> fresh() {
        Read<T> known = last;
        return known != null && System.nanoTime() - known.at() < AGE_MAX.toNanos() ? known : null;
    }
}
