package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import java.time.Duration;
import java.util.Optional;

/// Token buckets in this process's memory, one per key; a bounded number of keys is kept.
///
/// A key that is not used for as long as a bucket takes to fill up is dropped, which changes nothing: a new bucket is
/// full. When there are too many, the cache drops keys used once before those used often, so an attacker with many
/// addresses does not push a busy one out.
final class Buckets<K> implements RateLimit<K>, BulkLimit<K>, FailureLimit<K> {
    /// About 200 bytes each: 20 MB a limit under the widest attack.
    private static final int REMEMBERED_MAX = 100_000;

    private final LoadingCache<K, Bucket> buckets;
    private final int burst;

    /// @param burst the capacity of a bucket
    /// @param perPeriod how many permits return in `period`, evenly
    Buckets(int burst, int perPeriod, Duration period, Ticker ticker) {
        this.burst = burst;
        Duration untilFull = period.multipliedBy(burst).dividedBy(perPeriod);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .expireAfterAccess(untilFull)
                .ticker(ticker)
                .build(who -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(burst).refillGreedy(perPeriod, period))
                        .withCustomTimePrecision(new Meter(ticker))
                        .build());
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
        ConsumptionProbe probe = buckets.get(who).tryConsumeAndReturnRemaining(Math.min(permits, burst));
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
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
        Bucket bucket = buckets.getIfPresent(who);
        if (bucket != null && permits > 0) {
            bucket.addTokens(Math.min(permits, burst));
        }
    }

    /// The cache's clock, for its buckets.
    private record Meter(Ticker ticker) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return ticker.read();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
