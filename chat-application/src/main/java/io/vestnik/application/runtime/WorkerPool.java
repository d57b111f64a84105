package io.vestnik.application.runtime;

import java.util.concurrent.Executor;

/// A fixed number of threads that run tasks from one queue. Thread-safe.
///
/// A closed pool refuses tasks with a [java.util.concurrent.RejectedExecutionException].
public interface WorkerPool extends Executor, AutoCloseable {

    /// Drops the waiting tasks and interrupts the running ones. Does not wait for them. A second call has no effect.
    @Override
    void close();
}
