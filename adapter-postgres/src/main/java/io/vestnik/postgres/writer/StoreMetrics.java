package io.vestnik.postgres.writer;

import java.time.Duration;

/// Receives metrics of the store. Called from the writers' threads: must not block.
public interface StoreMetrics {
    /// A batch was committed.
    ///
    /// @param changes the number of its changes
    /// @param took the time from taking them off the queue to the end of the commit
    void committed(int changes, Duration took);

    /// Repeated drafts were found stored.
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
