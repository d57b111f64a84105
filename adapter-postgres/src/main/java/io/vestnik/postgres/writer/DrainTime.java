package io.vestnik.postgres.writer;

import java.time.Duration;

/// Estimates the time in which a writer's queue drains, from the duration of its last batches. Guarded by the queue's
/// lock.
final class DrainTime {
    /// The shortest pause of a refused client, so that retries do not cost more than the refused change.
    static final Duration MIN = Duration.ofMillis(100);

    /// The longest estimate. A writer whose batch takes longer waits for its database.
    static final Duration MAX = Duration.ofSeconds(10);

    /// The weight of the last batch in the moving average.
    private static final double LAST_WEIGHT = 0.25;

    private double nanosPerChange;
    private long batchSince;
    private int batchSize;

    /// A batch was taken by the writer.
    void began(int size, long nowNanos) {
        batchSize = size;
        batchSince = nowNanos;
    }

    /// The writer has finished the batch.
    void ended(long nowNanos) {
        if (batchSize > 0) {
            double last = (double) (nowNanos - batchSince) / batchSize;
            nanosPerChange = nanosPerChange == 0 ? last : nanosPerChange + (last - nanosPerChange) * LAST_WEIGHT;
            batchSize = 0;
        }
    }

    /// The time until `waiting` changes are committed at the usual pace, or the time that the present batch has taken
    /// so far, if that is longer.
    Duration of(int waiting, long nowNanos) {
        long present = batchSize > 0 ? nowNanos - batchSince : 0;
        long nanos = Math.max((long) (waiting * nanosPerChange), present);
        return Duration.ofNanos(Math.clamp(nanos, MIN.toNanos(), MAX.toNanos()));
    }
}
