package io.vestnik.simulation.kernel;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Timer;
import io.vestnik.application.runtime.Worker;
import io.vestnik.application.runtime.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/// The runtime of one simulated process. The methods that wait may be called only on simulated threads.
///
/// A timed wait is an untimed wait that an event interrupts when the time is over. An interrupt by
/// [Worker#interrupt] ends such a wait with an exception, as it does in the JDK. Simulated threads are interrupted only
/// by these two ways.
public final class SimulatedRuntime implements NodeRuntime {
    /// The wall clock of the world at the beginning of a simulation.
    public static final Instant START = Instant.parse("2026-11-22T18:00:00Z");

    private static final String TIME_OUT = "time-out";
    private static final long OFFSET_NANOS = Duration.ofHours(1).toNanos();

    private final SimulatedProcess process;
    private final SimulatedThreads threads;
    private final SplittableRandom ids;

    SimulatedRuntime(SimulatedProcess process, SimulatedThreads threads, SplittableRandom ids) {
        this.process = process;
        this.threads = threads;
        this.ids = ids;
    }

    /// The process.
    public SimulatedProcess process() {
        return process;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(threads.queue().nanos()).plus(process.clockOffset());
    }

    /// The virtual time with an offset of the process: the clocks of two processes cannot be compared.
    @Override
    public long nanoTime() {
        return threads.queue().nanos() + process.number() * OFFSET_NANOS;
    }

    @Override
    public UUID randomUuid() {
        long version4 = (ids.nextLong() & ~0xf000L) | 0x4000L;
        long variant = (ids.nextLong() & ~(0xc0L << 56)) | (0x80L << 56);
        return new UUID(version4, variant);
    }

    @Override
    public void start(String name, Runnable task) {
        SimulatedThread unused = threads.start(process, name, task);
    }

    @Override
    public Worker startWorker(String name, boolean daemon, Runnable work) {
        return new SimulatedWorker(this, threads, name, work);
    }

    @Override
    public WorkerPool newWorkers(String name, int workers) {
        return new SimulatedWorkerPool(this, name, workers);
    }

    @Override
    public Timer newTimer(String name) {
        return new SimulatedTimer(this, threads.queue(), name);
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
        boolean unused = within(pause.toNanos(), SimulatedRuntime::awaitInterrupt);
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller has the loop, as the port says
    public long awaitNanos(Lock lock, Condition condition, long nanos) throws InterruptedException {
        long until = nanoTime() + nanos;
        boolean unused = within(nanos, condition::await);
        return until - nanoTime();
    }

    @Override
    public boolean tryLock(Lock lock, Duration max) throws InterruptedException {
        // An untimed tryLock overtakes the threads that wait for a fair lock, so it is no first attempt.
        return max.isPositive() ? within(max.toNanos(), lock::lockInterruptibly) : lock.tryLock();
    }

    @Override
    public boolean await(Future<?> done, Duration max) throws InterruptedException {
        if (done.isDone()) {
            return true;
        }
        return within(max.toNanos(), () -> awaitEnd(done));
    }

    /// Kills the process while the calling thread runs: the thread does nothing more, and this method never returns.
    public void dieHere() {
        process.kill();
        while (true) {
            LockSupport.park();
        }
    }

    private static void awaitEnd(Future<?> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException | CancellationException e) {
            // It has ended, which is all that the caller waits for.
        }
    }

    private static void awaitInterrupt() throws InterruptedException {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
        throw new InterruptedException();
    }

    /// A wait that ends with an exception when its thread is interrupted.
    private interface Wait {
        void run() throws InterruptedException;
    }

    /// The end of the time of a wait.
    private static final class TimeOut implements Runnable {
        private final SimulatedThread waiting;
        boolean passed;

        TimeOut(SimulatedThread waiting) {
            this.waiting = waiting;
        }

        @Override
        public void run() {
            passed = true;
            waiting.endWait();
        }
    }

    /// Waits; returns whether the wait has ended in time.
    private boolean within(long nanos, Wait wait) throws InterruptedException {
        SimulatedThread self = threads.current();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return false;
        }
        int interrupts = self.interrupts();
        TimeOut timeOut = new TimeOut(self);
        Event end = threads.queue().add(process, nanos, TIME_OUT, timeOut);
        try {
            wait.run();
            clear(timeOut, self.interrupts() > interrupts);
            return true;
        } catch (InterruptedException e) {
            clear(timeOut, false);
            if (self.interrupts() > interrupts) {
                throw e;
            }
            return false;
        } finally {
            threads.queue().cancel(end);
        }
    }

    /// Clears the interrupt of a time-out that has come too late, but not the interrupt by another thread.
    private static void clear(TimeOut timeOut, boolean interrupted) {
        if (timeOut.passed && Thread.interrupted() && interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
