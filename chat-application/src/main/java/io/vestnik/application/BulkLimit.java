package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A rate limit for calls that may take several permits, such as a call that adds several members. Thread-safe.
///
/// @param <K> the type of keys, such as users; each key has permits of its own
public interface BulkLimit<K> {

    /// Takes `permits` permits of `who` if all of them are available; otherwise takes none. A call for more permits
    /// than the bucket of `who` can hold succeeds when the bucket is full, and empties the bucket.
    ///
    /// @param permits 0 or more
    /// @return empty if the permits were taken; else the time until enough permits are available
    Optional<Duration> take(K who, int permits);

    /// Gives back permits that were taken for an action that was not done.
    void giveBack(K who, int permits);

    /// A limit that never refuses.
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
