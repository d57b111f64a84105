package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// A limit on how often an action may be done. Thread-safe.
///
/// @param <K> the key that is counted
@FunctionalInterface
public interface RateLimit<K> {

    /// Takes one permit of `who`, if available.
    ///
    /// @return empty when taken; else the time until a permit is available
    Optional<Duration> take(K who);

    /// Never refuses.
    static <K> RateLimit<K> none() {
        return who -> Optional.empty();
    }
}
