package io.vestnik.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/// Runs the same work in many threads, which start at the same time.
public final class ParallelRun {
    private static final long PATIENCE_SECONDS = 120;

    private ParallelRun() {}

    /// Runs work in several threads and waits until all are done.
    ///
    /// @param work receives the number of its thread, from 0 on
    /// @throws AssertionError if the work failed in a thread; the cause is the first failure
    public static void run(int threads, IntConsumer work) {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(executor.submit(() -> {
                    start.await();
                    work.accept(number);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(String.format(Locale.ROOT, "one of %d threads failed", threads), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    String.format(Locale.ROOT, "%d threads are not done after %d s", threads, PATIENCE_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for threads", e);
        }
    }
}
