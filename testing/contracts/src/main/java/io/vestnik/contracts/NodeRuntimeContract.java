package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Timer;
import io.vestnik.application.runtime.Worker;
import io.vestnik.application.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// What code of a node may rely on in every [NodeRuntime].
public abstract class NodeRuntimeContract {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(30);

    /// The runtime under test.
    protected abstract NodeRuntime runtime();

    /// Runs a body on a thread of the runtime, which may wait, and returns after the body. A failure of the body is
    /// thrown.
    protected abstract void run(Body body) throws Exception;

    /// The body of a test.
    @FunctionalInterface
    public interface Body {
        /// Runs.
        void run() throws Exception;
    }

    @Test
    void the_monotonic_clock_advances_by_at_least_a_sleep() throws Exception {
        run(() -> {
            long began = runtime().nanoTime();
            runtime().sleep(SHORT);
            assertThat(runtime().nanoTime() - began).isGreaterThanOrEqualTo(SHORT.toNanos());
        });
    }

    @Test
    void started_tasks_wait_for_each_other_without_a_time_out() throws Exception {
        run(() -> {
            LinkedBlockingQueue<Integer> numbers = new LinkedBlockingQueue<>();
            Semaphore turn = new Semaphore(0, true);
            runtime().start("producer", () -> {
                for (int i = 0; i < 100; i++) {
                    turn.acquireUninterruptibly();
                    numbers.add(i);
                }
            });
            for (int i = 0; i < 100; i++) {
                turn.release();
                assertThat(numbers.take()).isEqualTo(i);
            }
        });
    }

    @Test
    void a_worker_is_current_in_its_work_only_and_can_be_joined() throws Exception {
        run(() -> {
            CompletableFuture<Worker> started = new CompletableFuture<>();
            CompletableFuture<Boolean> current = new CompletableFuture<>();
            Runnable work = () -> current.complete(started.join().isCurrent());
            Worker worker = runtime().startWorker("worker", true, work);
            assertThat(worker.isCurrent()).isFalse();
            assertThat(worker.join(SHORT)).isFalse();
            started.complete(worker);
            assertThat(current.join()).isTrue();
            assertThat(worker.join(LONG)).isTrue();
        });
    }

    @Test
    void an_interrupt_ends_each_wait_of_a_worker() throws Exception {
        run(() -> {
            ReentrantLock lock = new ReentrantLock();
            Condition condition = lock.newCondition();
            List<Body> waits = List.of(
                    () -> runtime().sleep(LONG),
                    () -> new LinkedBlockingQueue<Integer>().take(),
                    () -> runtime().await(new CompletableFuture<>(), LONG),
                    () -> {
                        lock.lock();
                        try {
                            runtime().awaitNanos(lock, condition, LONG.toNanos());
                        } finally {
                            lock.unlock();
                        }
                    });
            for (Body wait : waits) {
                CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
                Worker worker = runtime().startWorker("worker", true, () -> interrupted.complete(interrupted(wait)));
                runtime().sleep(SHORT);
                worker.interrupt();
                assertThat(interrupted.join()).isTrue();
            }
        });
    }

    private static boolean interrupted(Body wait) {
        try {
            wait.run();
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void a_pool_runs_at_most_its_number_of_tasks_at_a_time_in_order() throws Exception {
        run(() -> {
            int tasks = 10;
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            LinkedBlockingQueue<Integer> began = new LinkedBlockingQueue<>();
            Semaphore ended = new Semaphore(0);
            try (WorkerPool pool = runtime().newWorkers("pool-", 1)) {
                for (int i = 0; i < tasks; i++) {
                    int number = i;
                    pool.execute(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        began.add(number);
                        running.decrementAndGet();
                        ended.release();
                    });
                }
                ended.acquire(tasks);
            }
            assertThat(most).hasValue(1);
            assertThat(began).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    @Test
    void a_timer_runs_tasks_when_they_are_due_until_it_is_closed() throws Exception {
        run(() -> {
            Timer timer = runtime().newTimer("timer");
            LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
            long began = runtime().nanoTime();
            timer.schedule(Duration.ofMillis(40), () -> ran.add("late"));
            timer.schedule(Duration.ofMillis(20), () -> ran.add("early"));
            assertThat(ran.take()).isEqualTo("early");
            assertThat(runtime().nanoTime() - began).isGreaterThanOrEqualTo(20_000_000);
            assertThat(ran.take()).isEqualTo("late");
            timer.repeat(SHORT, () -> ran.add("again"));
            assertThat(List.of(ran.take(), ran.take())).containsExactly("again", "again");
            timer.schedule(LONG, () -> ran.add("never"));
            timer.close();
            timer.schedule(Duration.ZERO, () -> ran.add("never"));
            runtime().sleep(Duration.ofMillis(50));
            List<String> after = new ArrayList<>();
            ran.drainTo(after);
            assertThat(after).doesNotContain("never").hasSizeLessThanOrEqualTo(1);
        });
    }

    @Test
    void a_wait_for_a_signal_ends_by_the_signal_or_by_time() throws Exception {
        run(() -> {
            ReentrantLock lock = new ReentrantLock();
            Condition changed = lock.newCondition();
            lock.lock();
            try {
                long left = SHORT.toNanos();
                while (left > 0) {
                    left = runtime().awaitNanos(lock, changed, left);
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                }
                runtime().start("signal", () -> {
                    lock.lock();
                    try {
                        changed.signalAll();
                    } finally {
                        lock.unlock();
                    }
                });
                assertThat(runtime().awaitNanos(lock, changed, LONG.toNanos())).isPositive();
                assertThat(runtime().awaitNanos(lock, changed, 0)).isNotPositive();
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void a_lock_is_acquired_only_if_it_becomes_free_in_time() throws Exception {
        run(() -> {
            ReentrantLock lock = new ReentrantLock(true);
            Semaphore held = new Semaphore(0);
            Semaphore release = new Semaphore(0);
            runtime().start("holder", () -> {
                lock.lock();
                try {
                    held.release();
                    release.acquireUninterruptibly();
                } finally {
                    lock.unlock();
                }
            });
            held.acquire();
            assertThat(runtime().tryLock(lock, SHORT)).isFalse();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            release.release();
            assertThat(runtime().tryLock(lock, LONG)).isTrue();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
        });
    }

    @Test
    void every_end_of_a_future_ends_the_wait_for_it() throws Exception {
        run(() -> {
            CompletableFuture<String> open = new CompletableFuture<>();
            assertThat(runtime().await(open, SHORT)).isFalse();
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            cancelled.cancel(false);
            assertThat(runtime().await(cancelled, Duration.ZERO)).isTrue();
            CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException());
            assertThat(runtime().await(failed, LONG)).isTrue();
            runtime().start("completion", () -> open.complete("done"));
            assertThat(runtime().await(open, LONG)).isTrue();
        });
    }

    @Test
    void random_ids_are_of_version_4_and_differ() throws Exception {
        run(() -> {
            assertThat(runtime().randomUuid().version()).isEqualTo(4);
            assertThat(runtime().randomUuid()).isNotEqualTo(runtime().randomUuid());
        });
    }
}
