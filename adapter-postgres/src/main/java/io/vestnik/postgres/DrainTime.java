package io.vestnik.postgres;

import java.time.Duration;

/// Estimates how long a writer's queue takes to drain, from the time that its last batches took. Guarded by the queue's
/// lock.
final class DrainTime {
    /// A refused client comes back no sooner, so that it does not cost more than it would have.
    static final Duration MIN = Duration.ofMillis(100);

    /// A writer that stands still this long waits for its database, and no estimate holds.
    static final Duration MAX = Duration.ofSeconds(10);

    /// The weight of the last batch: a few of them make the average.
    private static final double LAST_WEIGHT = 0.25;

    private double nanosPerChange;
    private long batchSince;
    private int batchSize;

    /// The writer took a batch.
    void began(int size, long nowNanos) {
        batchSize = size;
        batchSince = nowNanos;
    }

    /// The writer has done with it.
    void ended(long nowNanos) {
        if (batchSize > 0) {
            double last = (double) (nowNanos - batchSince) / batchSize;
            nanosPerChange = nanosPerChange == 0 ? last : nanosPerChange + (last - nanosPerChange) * LAST_WEIGHT;
            batchSize = 0;
        }
    }

    /// How long until so many changes are committed: at their usual pace, and as long again as the present batch has
    /// taken if that is longer.
    Duration of(int waiting, long nowNanos) {
        long present = batchSize > 0 ? nowNanos - batchSince : 0;
        long nanos = Math.max((long) (waiting * nanosPerChange), present);
        return Duration.ofNanos(Math.clamp(nanos, MIN.toNanos(), MAX.toNanos()));
    }
}
