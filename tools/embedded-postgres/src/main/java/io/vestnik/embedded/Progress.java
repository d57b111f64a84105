package io.vestnik.embedded;

/// Receives a short description of each slow step before the step begins, such as `unpacking PostgreSQL`.
@FunctionalInterface
public interface Progress {

    /// Reports one step, in the order of the steps.
    void step(String what);
}
