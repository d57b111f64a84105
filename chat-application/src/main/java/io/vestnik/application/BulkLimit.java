package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// How often a user may do something of which one call can do much. Safe to call from any thread.
///
/// @param <K> what is counted
public interface BulkLimit<K> {

    /// Takes all of these permits, or none. A call that needs more than a full bucket holds waits until it is full and
    /// empties it.
    ///
    /// @param permits 0 or more
    /// @return empty when taken; else how long until there will be as many
    Optional<Duration> take(K who, int permits);

    /// Gives permits back that were taken for something that was not done.
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
                // Nothing was counted.
            }
        };
    }
}
