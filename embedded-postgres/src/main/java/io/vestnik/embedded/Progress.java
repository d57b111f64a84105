package io.vestnik.embedded;

/// Hears what takes a while, before it begins, in a few words: `unpacking PostgreSQL`.
@FunctionalInterface
public interface Progress {

    /// Takes one step, told in the order of the steps.
    void step(String what);
}
