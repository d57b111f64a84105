package io.vestnik.application;

import java.time.Duration;
import java.util.Optional;

/// How often somebody may do something. Safe to call from any thread.
///
/// @param <K> whom or what is counted
@FunctionalInterface
public interface RateLimit<K> {

    /// Takes one permit of `who`, if there is one.
    ///
    /// @return empty when taken; else how long until there will be one
    Optional<Duration> take(K who);

    /// Never refuses.
    static <K> RateLimit<K> none() {
        return who -> Optional.empty();
    }
}
