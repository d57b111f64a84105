package io.vestnik.application.runtime;

import java.time.Duration;

/// Runs tasks when they are due, one after another, on one thread. Thread-safe.
///
/// Tasks run in the order in which they are due; tasks that are due at the same time run in the order added. A long
/// task delays the others.
public interface Timer extends AutoCloseable {

    /// Runs a task once. No effect if the timer is closed.
    ///
    /// @param delay the pause before the run; zero and less run the task at once
    void schedule(Duration delay, Runnable task);

    /// Runs a task repeatedly until the timer is closed. No effect if the timer is closed. An exception that leaves the
    /// task ends the repetitions.
    ///
    /// @param every the pause before the first run, and between the end of a run and the next; positive
    void repeat(Duration every, Runnable task);

    /// Drops the waiting tasks and interrupts the running one. Does not wait for it. A second call has no effect.
    @Override
    void close();
}
