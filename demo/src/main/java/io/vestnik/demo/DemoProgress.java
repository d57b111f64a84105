package io.vestnik.demo;

/// Hears how a run goes, from any thread, one call at a time.
@FunctionalInterface
public interface DemoProgress {
    /// So many of so many messages are stored.
    void stored(int done, int of);
}
