package io.vestnik.contracts;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.application.runtime.Timer;
import io.vestnik.application.runtime.Worker;
import io.vestnik.application.runtime.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// The JDK's runtime with another wall clock. The monotonic clock and all waits are the JDK's.
///
/// @param clock the wall clock
public record ClockedRuntime(InstantSource clock) implements NodeRuntime {
    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return SystemRuntime.INSTANCE.nanoTime();
    }

    @Override
    public UUID randomUuid() {
        return SystemRuntime.INSTANCE.randomUuid();
    }

    @Override
    public void start(String name, Runnable task) {
        SystemRuntime.INSTANCE.start(name, task);
    }

    @Override
    public Worker startWorker(String name, boolean daemon, Runnable work) {
        return SystemRuntime.INSTANCE.startWorker(name, daemon, work);
    }

    @Override
    public WorkerPool newWorkers(String name, int threads) {
        return SystemRuntime.INSTANCE.newWorkers(name, threads);
    }

    @Override
    public Timer newTimer(String name) {
        return SystemRuntime.INSTANCE.newTimer(name);
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
        SystemRuntime.INSTANCE.sleep(pause);
    }

    @Override
    public long awaitNanos(Lock lock, Condition condition, long nanos) throws InterruptedException {
        return SystemRuntime.INSTANCE.awaitNanos(lock, condition, nanos);
    }

    @Override
    public boolean tryLock(Lock lock, Duration max) throws InterruptedException {
        return SystemRuntime.INSTANCE.tryLock(lock, max);
    }

    @Override
    public boolean await(Future<?> done, Duration max) throws InterruptedException {
        return SystemRuntime.INSTANCE.await(done, max);
    }
}
