package io.vestnik.demo;

/// Receives the progress of a run, from any thread, one call at a time.
@FunctionalInterface
public interface DemoProgress {
    /// `done` of `of` messages are stored.
    void stored(int done, int of);
}
