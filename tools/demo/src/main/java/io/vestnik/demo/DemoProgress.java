package io.vestnik.demo;

/// Receives the progress of a run. Calls come from any thread, one at a time.
@FunctionalInterface
public interface DemoProgress {
    /// Reports that `done` of all `of` messages are stored.
    void stored(int done, int of);
}
