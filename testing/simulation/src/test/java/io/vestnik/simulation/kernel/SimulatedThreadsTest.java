package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class SimulatedThreadsTest {
    private final Simulation simulation = new Simulation(2);
    private final SimulatedProcess process = simulation.newProcess("process");
    private final SimulatedRuntime runtime = simulation.runtime(process);
    private final List<Object> seen = new ArrayList<>();

    private void run() {
        simulation.run(100_000, Duration.ofHours(1));
    }

    @Test
    void a_queue_passes_items_in_order_between_threads() {
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        runtime.start("consumer", () -> {
            try {
                for (int i = 0; i < 3; i++) {
                    seen.add(queue.take());
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        runtime.start("producer", () -> {
            for (int i = 0; i < 3; i++) {
                queue.add(i);
            }
        });
        run();
        assertThat(seen).containsExactly(0, 1, 2);
        assertThat(process.threadCount()).isZero();
    }

    @Test
    void a_signal_wakes_the_threads_that_wait_for_a_condition() {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        for (int i = 0; i < 3; i++) {
            runtime.start("waiting " + i, () -> {
                lock.lock();
                try {
                    while (seen.isEmpty()) {
                        changed.awaitUninterruptibly();
                    }
                    seen.add("woken");
                } finally {
                    lock.unlock();
                }
            });
        }
        run();
        assertThat(process.threadNames()).containsExactly("waiting 0", "waiting 1", "waiting 2");
        runtime.start("signal", () -> {
            lock.lock();
            try {
                seen.add("changed");
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        });
        run();
        assertThat(seen).containsExactly("changed", "woken", "woken", "woken");
    }

    @Test
    void a_fair_semaphore_lets_its_number_of_threads_pass() {
        Semaphore places = new Semaphore(2, true);
        int[] running = new int[1];
        for (int i = 0; i < 6; i++) {
            runtime.start("thread", () -> {
                places.acquireUninterruptibly();
                running[0]++;
                seen.add(running[0]);
                pause();
                running[0]--;
                places.release();
            });
        }
        run();
        assertThat(seen).hasSize(6).contains(2).doesNotContain(3);
    }

    private void pause() {
        try {
            runtime.sleep(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_join_ends_when_the_future_is_completed() {
        CompletableFuture<String> future = new CompletableFuture<>();
        runtime.start("joining", () -> seen.add(future.join()));
        simulation.start(process, Duration.ofSeconds(1), "completing", () -> future.complete("done"));
        run();
        assertThat(seen).containsExactly("done");
    }

    @Test
    void a_virtual_thread_of_the_jdk_runs_on_the_queue_of_its_parent() {
        runtime.start("parent", () -> {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Thread unused = Thread.ofVirtual()
                    .start(() -> done.complete(Thread.currentThread().isVirtual()));
            seen.add(done.join());
            seen.add(simulation.queue().steps());
        });
        run();
        assertThat(seen).containsExactly(true, simulation.queue().steps());
    }

    @Test
    void a_wait_that_the_real_clock_would_end_is_a_failure() {
        runtime.start("timed", () -> LockSupport.parkNanos(Duration.ofHours(1).toNanos()));
        run();
        assertThat(cause()).isInstanceOf(IllegalStateException.class).hasMessageContaining("TIMED_WAITING");
    }

    @Test
    void a_monitor_that_two_threads_want_is_a_failure() {
        Object monitor = new Object();
        CompletableFuture<String> never = new CompletableFuture<>();
        for (int i = 0; i < 2; i++) {
            runtime.start("thread", () -> {
                synchronized (monitor) {
                    seen.add(never.join());
                }
            });
        }
        run();
        assertThat(cause()).isInstanceOf(IllegalStateException.class).hasMessageContaining("BLOCKED");
    }

    @Test
    void an_exception_that_leaves_a_thread_stops_the_simulation() {
        IllegalArgumentException thrown = new IllegalArgumentException("for the test");
        runtime.start("failing", () -> {
            throw thrown;
        });
        simulation.start(process, Duration.ofSeconds(1), "later", () -> seen.add("later"));
        run();
        assertThat(cause()).isSameAs(thrown);
        assertThat(seen).isEmpty();
    }

    private Throwable cause() {
        Optional<Simulation.Failure> failure = simulation.failure();
        assertThat(failure).isPresent();
        return failure.orElseThrow().cause();
    }
}
