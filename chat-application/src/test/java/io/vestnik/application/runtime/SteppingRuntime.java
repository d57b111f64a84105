package io.vestnik.application.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// A runtime whose time moves only when a test calls [#step]. Threads are real, mostly virtual ones; timed waits end
/// and timer tasks run in the calls of [#step]. Thread-safe.
///
/// A test waits until the threads under test wait ([#waiting]) before it moves the time.
public final class SteppingRuntime implements NodeRuntime {
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    private final AtomicLong ids = new AtomicLong();
    private long nowNanos;
    private long added;
    private int waiting;

    /// Something that happens at a time.
    private record Due(long atNanos, long number, Runnable action) {}

    /// Moves the time. Runs what becomes due on the way, in order and on the calling thread.
    public void step(Duration by) {
        long until = nanoTime() + by.toNanos();
        for (Due next = takeUntil(until); next != null; next = takeUntil(until)) {
            next.action().run();
        }
    }

    private synchronized @Nullable Due takeUntil(long until) {
        Due next = due.peek();
        if (next == null || next.atNanos() > until) {
            // An action of this step may have moved the time further.
            nowNanos = Math.max(nowNanos, until);
            return null;
        }
        nowNanos = Math.max(nowNanos, next.atNanos());
        return due.remove();
    }

    /// The number of threads in a timed wait.
    public synchronized int waiting() {
        return waiting;
    }

    /// The number of timer tasks that are due later, and of timed waits.
    public synchronized int pending() {
        return due.size();
    }

    /// The time until the next timed wait ends or the next timer task runs.
    ///
    /// @throws IllegalStateException if there is none
    public synchronized Duration untilNext() {
        Due next = due.peek();
        if (next == null) {
            throw new IllegalStateException("nothing waits");
        }
        return Duration.ofNanos(next.atNanos() - nowNanos);
    }

    private synchronized Due add(long delayNanos, Runnable action) {
        Due entry = new Due(nowNanos + Math.max(0, delayNanos), added++, action);
        due.add(entry);
        return entry;
    }

    private synchronized Due beginWait(long nanos, Runnable end) {
        waiting++;
        return add(nanos, end);
    }

    private synchronized void endWait(Due entry) {
        waiting--;
        due.remove(entry);
    }

    @Override
    public synchronized Instant instant() {
        return Instant.EPOCH.plusNanos(nowNanos);
    }

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    @Override
    public UUID randomUuid() {
        return new UUID(0, ids.incrementAndGet());
    }

    @Override
    public void start(String name, Runnable task) {
        SystemRuntime.INSTANCE.start(name, task);
    }

    @Override
    public Worker startWorker(String name, boolean daemon, Runnable work) {
        return new VirtualWorker(Thread.ofVirtual().name(name).start(work));
    }

    /// A worker on a virtual thread, so that tests notice code that expects a type of thread.
    private record VirtualWorker(Thread thread) implements Worker {
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

    @Override
    public WorkerPool newWorkers(String name, int threads) {
        return SystemRuntime.INSTANCE.newWorkers(name, threads);
    }

    @Override
    public Timer newTimer(String name) {
        return new SteppedTimer();
    }

    /// A timer whose tasks run in [#step].
    private final class SteppedTimer implements Timer {
        private volatile boolean closed;

        @Override
        public void schedule(Duration delay, Runnable task) {
            Due unused = add(delay.toNanos(), () -> {
                if (!closed) {
                    task.run();
                }
            });
        }

        @Override
        public void repeat(Duration every, Runnable task) {
            schedule(every, () -> {
                task.run();
                repeat(every, task);
            });
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
        if (!pause.isPositive()) {
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Due end = beginWait(pause.toNanos(), ended::countDown);
        try {
            ended.await();
        } finally {
            endWait(end);
        }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The caller waits in a loop.
    public long awaitNanos(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return nanos;
        }
        long until = nanoTime() + nanos;
        Due end = beginWait(nanos, () -> {
            lock.lock();
            try {
                condition.signalAll();
            } finally {
                lock.unlock();
            }
        });
        try {
            condition.await();
        } finally {
            endWait(end);
        }
        return until - nanoTime();
    }

    @Override
    public boolean tryLock(Lock lock, Duration max) throws InterruptedException {
        if (lock.tryLock()) {
            return true;
        }
        if (!max.isPositive()) {
            return false;
        }
        LockWait wait = new LockWait(Thread.currentThread());
        Due end = beginWait(max.toNanos(), wait::expire);
        try {
            lock.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            if (wait.expired) {
                return false;
            }
            throw e;
        } finally {
            endWait(end);
            wait.end();
        }
    }

    /// A wait for a lock that ends by an interrupt.
    private static final class LockWait {
        private final Thread thread;
        private boolean ended;
        private volatile boolean expired;

        LockWait(Thread thread) {
            this.thread = thread;
        }

        synchronized void expire() {
            if (!ended) {
                expired = true;
                thread.interrupt();
            }
        }

        /// Ends the wait. Removes the interrupt of an expiry that came after the lock was acquired.
        synchronized void end() {
            ended = true;
            if (expired) {
                boolean unused = Thread.interrupted();
            }
        }
    }

    @Override
    public boolean await(Future<?> done, Duration max) throws InterruptedException {
        if (done.isDone() || !max.isPositive()) {
            return done.isDone();
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                done.get();
                ended.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | RuntimeException e) {
                ended.countDown();
            }
        });
        Due end = beginWait(max.toNanos(), ended::countDown);
        try {
            ended.await();
            return done.isDone();
        } finally {
            endWait(end);
            watch.interrupt();
        }
    }
}
