package io.vestnik.application.runtime;

import java.time.Duration;

/// A thread that lives as long as a component. Thread-safe.
public interface Worker {

    /// Whether the calling thread is this worker.
    boolean isCurrent();

    /// Interrupts the worker: its wait, present or next, ends with an [InterruptedException].
    void interrupt();

    /// Waits until the worker has ended.
    ///
    /// @param max the maximum wait; zero and less do not wait
    /// @return whether the worker has ended
    /// @throws InterruptedException if the calling thread is interrupted
    boolean join(Duration max) throws InterruptedException;
}
