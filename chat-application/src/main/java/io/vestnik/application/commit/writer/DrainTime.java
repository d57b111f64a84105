package io.vestnik.application.commit.writer;

import java.time.Duration;

/// Estimates the time in which a writer's queue drains, from the duration of its last batches. Guarded by the queue's
/// lock.
final class DrainTime {
    /// The shortest estimate. A refused client pauses for the estimated time before it retries. After shorter pauses,
    /// the retries would cost more than the refused change.
    static final Duration MIN = Duration.ofMillis(100);

    /// The longest estimate. A batch takes longer only while its writer waits for the database, and the end of that
    /// wait cannot be estimated.
    static final Duration MAX = Duration.ofSeconds(10);

    /// The weight of the last batch in the moving average.
    private static final double LAST_WEIGHT = 0.25;

    private double nanosPerChange;
    private long batchSince;
    private int batchSize;

    /// Records that the writer took a batch from the queue.
    void began(int size, long nowNanos) {
        batchSize = size;
        batchSince = nowNanos;
    }

    /// Records that the writer finished the batch.
    void ended(long nowNanos) {
        if (batchSize > 0) {
            double last = (double) (nowNanos - batchSince) / batchSize;
            nanosPerChange = nanosPerChange == 0 ? last : nanosPerChange + (last - nanosPerChange) * LAST_WEIGHT;
            batchSize = 0;
        }
    }

    /// Estimates the time until `waiting` changes are committed at the usual pace; at least the time that the current
    /// batch has taken so far. The result is between [#MIN] and [#MAX].
    Duration of(int waiting, long nowNanos) {
        long present = batchSize > 0 ? nowNanos - batchSince : 0;
        long nanos = Math.max((long) (waiting * nanosPerChange), present);
        return Duration.ofNanos(Math.clamp(nanos, MIN.toNanos(), MAX.toNanos()));
    }
}
