package io.vestnik.application.limit;

import java.time.Duration;
import java.util.Optional;

/// A limit on how often an action may fail. Each attempt takes a permit first, so that a hundred concurrent attempts
/// are not a hundred free guesses; a success returns the permit. Thread-safe.
///
/// @param <K> the key whose failures are counted
public interface FailureLimit<K> {

    /// Takes one permit of `who`, if available.
    ///
    /// @return empty when taken; else the time until a permit is available
    Optional<Duration> tries(K who);

    /// Returns the permit of one attempt.
    void succeeded(K who);

    /// Never refuses.
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
