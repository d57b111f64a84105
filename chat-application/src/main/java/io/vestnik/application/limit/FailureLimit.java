package io.vestnik.application.limit;

import java.time.Duration;
import java.util.Optional;

/// A limit on how often an action may fail. Each attempt takes a permit before it starts, so concurrent attempts cannot
/// exceed the limit. A success gives the permit back. Thread-safe.
///
/// @param <K> the type of the keys whose failures are counted
public interface FailureLimit<K> {

    /// Takes one permit of `who`, if available.
    ///
    /// @return empty if the permit was taken; else the time until a permit is available
    Optional<Duration> tries(K who);

    /// Gives back the permit of an attempt that did not fail.
    void succeeded(K who);

    /// A limit that never refuses.
    static <K> FailureLimit<K> none() {
        return new FailureLimit<>() {
            @Override
            public Optional<Duration> tries(K who) {
                return Optional.empty();
            }

            @Override
            public void succeeded(K who) {}
        };
    }
}
