package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Token buckets in this process's memory, one per key; a bounded number of keys is kept.
///
/// A bucket is one number: the time at which it will be full, in nanoseconds since this object was made. Taking a
/// permit moves that time forward by the interval between two permits.
///
/// A key that was unused for as long as a bucket takes to fill up is dropped, which changes nothing: a new bucket is
/// full. When there are too many keys, the cache drops rarely used keys before often used ones. So an attacker with
/// many addresses does not displace a busy address.
final class Buckets<K> implements RateLimit<K>, BulkLimit<K>, FailureLimit<K> {
    private final LoadingCache<K, AtomicLong> fullAt;
    private final Ticker ticker;
    private final long origin;
    private final int burst;
    private final long intervalNanos;

    /// @param burst the capacity of a bucket
    /// @param perPeriod how many permits return in each `period`, evenly spread
    /// @param keysMax the maximum number of keys
    Buckets(int burst, int perPeriod, Duration period, int keysMax, Ticker ticker) {
        this.burst = burst;
        this.ticker = ticker;
        this.origin = ticker.read();
        this.intervalNanos = Math.max(1, period.toNanos() / perPeriod);
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(keysMax)
                .expireAfterAccess(Duration.ofNanos(burst * intervalNanos))
                .ticker(ticker)
                .executor(Runnable::run)
                .build(key -> new AtomicLong(now()));
    }

    private long now() {
        return ticker.read() - origin;
    }

    @Override
    public Optional<Duration> take(K who) {
        return take(who, 1);
    }

    @Override
    public Optional<Duration> take(K who, int permits) {
        if (permits == 0) {
            return Optional.empty();
        }
        AtomicLong bucket = fullAt.get(who);
        long cost = Math.min(permits, burst) * intervalNanos;
        while (true) {
            long now = now();
            long before = bucket.get();
            long after = Math.max(before, now) + cost;
            long wait = after - now - burst * intervalNanos;
            if (wait > 0) {
                return Optional.of(Duration.ofNanos(wait));
            }
            if (bucket.compareAndSet(before, after)) {
                return Optional.empty();
            }
        }
    }

    @Override
    public Optional<Duration> tries(K who) {
        return take(who);
    }

    @Override
    public void succeeded(K who) {
        giveBack(who, 1);
    }

    @Override
    public void giveBack(K who, int permits) {
        AtomicLong bucket = fullAt.getIfPresent(who);
        if (bucket != null) {
            bucket.addAndGet(-Math.min(permits, burst) * intervalNanos);
        }
    }
}
