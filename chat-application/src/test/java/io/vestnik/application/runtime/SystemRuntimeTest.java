package io.vestnik.application.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The kinds of threads of the JDK's runtime, and the ends of its waits.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemRuntimeTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final NodeRuntime runtime = SystemRuntime.INSTANCE;

    /// The thread of a task.
    private record Ran(String name, boolean virtual, boolean daemon) {
        static Ran here() {
            Thread thread = Thread.currentThread();
            return new Ran(thread.getName(), thread.isVirtual(), thread.isDaemon());
        }
    }

    @Test
    void a_short_task_runs_on_a_virtual_thread() {
        CompletableFuture<Ran> ran = new CompletableFuture<>();
        runtime.start("task", () -> ran.complete(Ran.here()));
        assertThat(ran.join()).isEqualTo(new Ran("task", true, true));
    }

    @Test
    void a_worker_runs_on_a_platform_thread_that_is_daemon_on_demand() {
        for (boolean daemon : new boolean[] {true, false}) {
            CompletableFuture<Ran> ran = new CompletableFuture<>();
            Worker unused = runtime.startWorker("worker", daemon, () -> ran.complete(Ran.here()));
            assertThat(ran.join()).isEqualTo(new Ran("worker", false, daemon));
        }
    }

    @Test
    void an_interrupted_worker_ends_its_wait_and_can_be_joined() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> ended = new CompletableFuture<>();
        Worker worker = runtime.startWorker("worker", true, () -> {
            try {
                never.await();
                ended.complete("released");
            } catch (InterruptedException e) {
                ended.complete("interrupted");
            }
        });
        assertThat(worker.isCurrent()).isFalse();
        assertThat(worker.join(SHORT)).isFalse();
        worker.interrupt();
        assertThat(ended.join()).isEqualTo("interrupted");
        assertThat(worker.join(LONG)).isTrue();
    }

    @Test
    void a_worker_knows_that_it_is_current() {
        CompletableFuture<Worker> started = new CompletableFuture<>();
        CompletableFuture<Boolean> current = new CompletableFuture<>();
        started.complete(runtime.startWorker(
                "worker", true, () -> current.complete(started.join().isCurrent())));
        assertThat(current.join()).isTrue();
    }

    @Test
    void the_threads_of_a_pool_are_numbered_daemons() {
        try (WorkerPool pool = runtime.newWorkers("pool-", 2)) {
            Queue<Ran> ran = new ConcurrentLinkedQueue<>();
            CountDownLatch both = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                pool.execute(() -> {
                    ran.add(Ran.here());
                    both.countDown();
                    awaitQuietly(both);
                });
            }
            await().until(() -> ran.size() == 2);
            assertThat(ran).containsExactlyInAnyOrder(new Ran("pool-0", false, true), new Ran("pool-1", false, true));
        }
    }

    @Test
    void a_closed_pool_interrupts_its_tasks_and_refuses_more() {
        WorkerPool pool = runtime.newWorkers("pool-", 1);
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        pool.execute(() -> {
            began.countDown();
            interrupted.complete(!awaitQuietly(new CountDownLatch(1)));
        });
        awaitQuietly(began);
        pool.close();
        assertThat(interrupted.join()).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void a_timer_runs_due_tasks_one_after_another_until_it_is_closed() {
        Timer timer = runtime.newTimer("timer");
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        CompletableFuture<Ran> thread = new CompletableFuture<>();
        timer.schedule(Duration.ofMillis(30), () -> ran.add("later"));
        timer.schedule(Duration.ZERO, () -> ran.add("at once"));
        timer.repeat(Duration.ofMillis(50), () -> {
            thread.complete(Ran.here());
            ran.add("again");
        });
        await().until(() -> ran.size() >= 4);
        timer.close();
        assertThat(thread.join()).isEqualTo(new Ran("timer", false, true));
        assertThat(ran).startsWith("at once", "later", "again", "again");
        timer.schedule(Duration.ZERO, () -> ran.add("never"));
        timer.repeat(SHORT, () -> ran.add("never"));
        assertThat(ran).doesNotContain("never");
    }

    @Test
    void a_sleep_takes_its_time_and_can_be_interrupted() throws Exception {
        long began = runtime.nanoTime();
        runtime.sleep(SHORT);
        assertThat(runtime.nanoTime() - began).isGreaterThanOrEqualTo(SHORT.toNanos());
        runtime.sleep(Duration.ZERO);
        CompletableFuture<String> ended = new CompletableFuture<>();
        Worker sleeper = runtime.startWorker("sleeper", true, () -> {
            try {
                runtime.sleep(LONG);
                ended.complete("slept");
            } catch (InterruptedException e) {
                ended.complete("interrupted");
            }
        });
        sleeper.interrupt();
        assertThat(ended.join()).isEqualTo("interrupted");
    }

    @Test
    void a_wait_for_a_signal_ends_by_the_signal_or_by_time() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        lock.lock();
        try {
            assertThat(runtime.awaitNanos(lock, changed, SHORT.toNanos())).isNotPositive();
            runtime.start("signal", () -> {
                lock.lock();
                try {
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            });
            assertThat(runtime.awaitNanos(lock, changed, LONG.toNanos())).isPositive();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void a_lock_is_acquired_only_if_it_becomes_free_in_time() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Worker holder = runtime.startWorker("holder", true, () -> {
            lock.lock();
            try {
                held.countDown();
                awaitQuietly(release);
            } finally {
                lock.unlock();
            }
        });
        awaitQuietly(held);
        assertThat(runtime.tryLock(lock, SHORT)).isFalse();
        release.countDown();
        assertThat(holder.join(LONG)).isTrue();
        assertThat(runtime.tryLock(lock, Duration.ZERO)).isTrue();
    }

    @Test
    void every_end_of_a_future_ends_the_wait_for_it() throws Exception {
        CompletableFuture<String> open = new CompletableFuture<>();
        assertThat(runtime.await(open, SHORT)).isFalse();
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        assertThat(runtime.await(cancelled, Duration.ZERO)).isTrue();
        assertThat(runtime.await(CompletableFuture.failedFuture(new IllegalStateException()), LONG))
                .isTrue();
        runtime.start("completion", () -> open.complete("done"));
        assertThat(runtime.await(open, LONG)).isTrue();
    }

    @Test
    void the_clock_and_the_ids_are_those_of_the_machine() {
        Instant before = Instant.now();
        assertThat(runtime.instant()).isBetween(before, before.plus(LONG));
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            UUID id = runtime.randomUuid();
            assertThat(id.version()).isEqualTo(4);
            ids.add(id);
        }
        assertThat(ids).hasSize(100);
    }

    /// Waits for a latch; returns false after an interrupt.
    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
