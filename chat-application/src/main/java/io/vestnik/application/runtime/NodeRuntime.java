package io.vestnik.application.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// What a node runs on: clocks, threads, timers, timed waits and random ids.
///
/// All code of the application that measures time, starts threads or waits with a time-out calls this port, so that a
/// simulation can run the same code in one thread with virtual time. Waits without a time-out use the JDK directly:
/// `Lock.lock`, `Condition.await`, `BlockingQueue.take`, `Semaphore.acquire`, `CompletableFuture.join`.
///
/// [InstantSource#instant] is the wall clock, which may jump; [#nanoTime] never goes back. A task catches its own
/// exceptions: what a thread or a timer does with an exception that leaves a task is not specified. Thread-safe.
public interface NodeRuntime extends InstantSource {

    /// A monotonic clock, in nanoseconds. Only differences have a meaning.
    long nanoTime();

    /// Makes a random UUID (version 4).
    UUID randomUuid();

    /// Runs a short task on a thread of its own. The task may block. The thread does not keep the process alive.
    ///
    /// @param name the name of the thread; need not be unique
    void start(String name, Runnable task);

    /// Starts a thread that lives as long as a component.
    ///
    /// @param daemon whether the process may end while the thread runs
    Worker startWorker(String name, boolean daemon, Runnable work);

    /// Creates a fixed number of daemon threads that run tasks from one unbounded queue, in the order added.
    ///
    /// @param name the beginning of the threads' names, to which each thread's number from 0 is appended
    WorkerPool newWorkers(String name, int threads);

    /// Creates a timer with a daemon thread of its own.
    Timer newTimer(String name);

    /// Waits.
    ///
    /// @param pause zero and less do not wait
    /// @throws InterruptedException if the calling thread is interrupted
    void sleep(Duration pause) throws InterruptedException;

    /// Waits for a signal of a condition. May return early, so the caller checks its condition in a loop.
    ///
    /// @param lock the lock of `condition`, held by the caller and held again on return
    /// @param nanos the maximum wait; zero and less do not wait
    /// @return the nanoseconds that are left; zero or less after the maximum wait
    /// @throws InterruptedException if the calling thread is interrupted
    long awaitNanos(Lock lock, Condition condition, long nanos) throws InterruptedException;

    /// Acquires a lock if it becomes free in time.
    ///
    /// @param max the maximum wait
    /// @return whether the lock is held
    /// @throws InterruptedException if the calling thread is interrupted
    boolean tryLock(Lock lock, Duration max) throws InterruptedException;

    /// Waits until a future has ended in any way: with a result, with an exception or by cancellation.
    ///
    /// @param max the maximum wait; zero and less do not wait
    /// @return whether the future has ended
    /// @throws InterruptedException if the calling thread is interrupted
    boolean await(Future<?> done, Duration max) throws InterruptedException;
}
