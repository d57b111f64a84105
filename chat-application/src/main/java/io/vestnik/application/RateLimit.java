package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A limit on how often an action may be done. Thread-safe.
///
/// @param <K> the type of keys, such as users; each key has permits of its own
@FunctionalInterface
public interface RateLimit<K> {

    /// Takes one permit of `who`, if available.
    ///
    /// @return empty if the permit was taken; else the time until a permit is available
    Optional<Duration> take(K who);

    /// A limit that never refuses.
    static <K> RateLimit<K> none() {
        return who -> Optional.empty();
    }
}
