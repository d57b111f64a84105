package io.vestnik.postgres;

import java.time.Duration;

/// Where the store reports how it is doing. Called from the writers' threads: must not block.
public interface StoreMetrics {
    /// A batch was committed.
    ///
    /// @param works how many changes it held
    /// @param took from taking them off the queue to the end of the commit
    void committed(int works, Duration took);

    /// Drafts were sent again and found stored.
    void repeated(int drafts);

    /// Reports nowhere.
    static StoreMetrics none() {
        return new StoreMetrics() {
            @Override
            public void committed(int works, Duration took) {}

            @Override
            public void repeated(int drafts) {}
        };
    }
}
