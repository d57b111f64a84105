package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A rate limit for an action of which one call can do many. Thread-safe.
///
/// @param <K> the key that is counted
public interface BulkLimit<K> {

    /// Takes all of these permits, or none. A call that needs more permits than a full bucket holds waits until the
    /// bucket is full, and empties it.
    ///
    /// @param permits 0 or more
    /// @return empty when taken; else the time until that many permits are available
    Optional<Duration> take(K who, int permits);

    /// Returns permits that were taken for an action that was not done.
    void giveBack(K who, int permits);

    /// Never refuses.
    static <K> BulkLimit<K> none() {
        return new BulkLimit<>() {
            @Override
            public Optional<Duration> take(K who, int permits) {
                return Optional.empty();
            }

            @Override
            public void giveBack(K who, int permits) {
                // No permits were counted.
            }
        };
    }
}
