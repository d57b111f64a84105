package io.vestnik.application.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// The JDK's clocks and threads. Short tasks run on virtual threads; workers, pools and timers on platform threads.
public final class SystemRuntime implements NodeRuntime {
    /// The runtime of this process.
    public static final NodeRuntime INSTANCE = new SystemRuntime();

    private SystemRuntime() {}

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public UUID randomUuid() {
        return UUID.randomUUID();
    }

    @Override
    public void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(task);
    }

    @Override
    public Worker startWorker(String name, boolean daemon, Runnable work) {
        return new ThreadWorker(Thread.ofPlatform().name(name).daemon(daemon).start(work));
    }

    @Override
    public WorkerPool newWorkers(String name, int threads) {
        return new ThreadPool(Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name(name, 0).daemon().factory()));
    }

    @Override
    public Timer newTimer(String name) {
        return new ThreadTimer(new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name(name).daemon().factory(),
                // A closed timer drops the task.
                new ThreadPoolExecutor.DiscardPolicy()));
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
        Thread.sleep(pause);
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The caller waits in a loop.
    public long awaitNanos(Lock lock, Condition condition, long nanos) throws InterruptedException {
        return condition.awaitNanos(nanos);
    }

    @Override
    public boolean tryLock(Lock lock, Duration max) throws InterruptedException {
        return lock.tryLock(max.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean await(Future<?> done, Duration max) throws InterruptedException {
        try {
            done.get(max.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private record ThreadWorker(Thread thread) implements Worker {
        @Override
        public boolean isCurrent() {
            return Thread.currentThread() == thread;
        }

        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public boolean join(Duration max) throws InterruptedException {
            return thread.join(max);
        }
    }

    private record ThreadPool(ExecutorService threads) implements WorkerPool {
        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    private record ThreadTimer(ScheduledExecutorService thread) implements Timer {
        @Override
        public void schedule(Duration delay, Runnable task) {
            Future<?> unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void repeat(Duration every, Runnable task) {
            Future<?> unused =
                    thread.scheduleWithFixedDelay(task, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
