package io.vestnik.application.commit.writer;

import java.time.Duration;

/// Receives metrics of the store. Called from the writers' threads: must not block.
public interface StoreMetrics {
    /// Counts a committed batch.
    ///
    /// @param changes the number of changes in the batch
    /// @param took the time from taking the changes off the queue to the end of the commit
    void committed(int changes, Duration took);

    /// Counts drafts that were already stored when they were sent again.
    void repeated(int drafts);

    /// Ignores all metrics.
    static StoreMetrics none() {
        return new StoreMetrics() {
            @Override
            public void committed(int changes, Duration took) {}

            @Override
            public void repeated(int drafts) {}
        };
    }
}
