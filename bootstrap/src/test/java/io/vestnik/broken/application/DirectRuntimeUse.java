package io.vestnik.broken.application;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A use case that reads clocks, starts and pauses threads, waits with time-outs and draws random numbers without the
/// runtime, each in a method of its own.
public final class DirectRuntimeUse {
    private DirectRuntimeUse() {}

    /// Reads the monotonic clock.
    public static long time() {
        return System.nanoTime();
    }

    /// Reads the wall clock, through a method reference.
    public static Supplier<Instant> wallClock() {
        return Instant::now;
    }

    /// Makes a clock.
    public static InstantSource clock() {
        return InstantSource.system();
    }

    /// Starts a virtual thread.
    public static Thread virtualThread(Runnable task) {
        return Thread.ofVirtual().start(task);
    }

    /// Makes a pool.
    public static ExecutorService pool() {
        return Executors.newFixedThreadPool(1);
    }

    /// Runs a task in the common pool.
    public static CompletableFuture<Integer> commonPool(Supplier<Integer> task) {
        return CompletableFuture.supplyAsync(task);
    }

    /// Counts in the common pool.
    public static long parallelCount(List<String> texts) {
        return texts.parallelStream().distinct().count();
    }

    /// Pauses.
    public static void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    /// Parks.
    public static void park() {
        LockSupport.parkNanos(1);
    }

    /// Waits for a latch.
    public static boolean latch(CountDownLatch latch) throws InterruptedException {
        return latch.await(1, TimeUnit.SECONDS);
    }

    /// Waits for a future of a type of its own.
    public static int result(OwnTask task) throws Exception {
        try {
            return task.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return 0;
        }
    }

    /// Waits for a signal.
    public static void signal(Condition condition) throws InterruptedException {
        long left = 1;
        while (left > 0) {
            left = condition.awaitNanos(left);
        }
    }

    /// Ends a stage by time.
    public static CompletableFuture<Integer> timeout(CompletableFuture<Integer> stage) {
        return stage.completeOnTimeout(0, 1, TimeUnit.SECONDS);
    }

    /// Makes a random id.
    public static UUID randomId() {
        return UUID.randomUUID();
    }

    /// Draws a random number.
    public static int randomNumber() {
        return ThreadLocalRandom.current().nextInt();
    }

    /// A task whose type is not the Java library's.
    public static final class OwnTask extends FutureTask<Integer> {
        /// Makes a task.
        public OwnTask() {
            super(() -> 1);
        }
    }
}
