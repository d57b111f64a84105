package io.vestnik.application.limit;

import java.time.Duration;
import java.util.Optional;

/// How often somebody may fail at something. A try takes a permit before, so that a hundred tries at once are not a
/// hundred free guesses; who succeeds gets it back. Safe to call from any thread.
///
/// @param <K> whose failures are counted
public interface FailureLimit<K> {

    /// Takes one permit of `who`, if there is one.
    ///
    /// @return empty when taken; else how long until there will be one
    Optional<Duration> tries(K who);

    /// Gives the permit of one try back.
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
