package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Worker;
import io.vestnik.contracts.NodeRuntimeContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class SimulatedRuntimeTest extends NodeRuntimeContract {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedProcess process = simulation.newProcess("process");
    private final SimulatedRuntime runtime = simulation.runtime(process);

    @Override
    protected NodeRuntime runtime() {
        return runtime;
    }

    @Override
    protected void run(Body body) throws Exception {
        List<String> ended = new ArrayList<>();
        simulation.start(process, Duration.ZERO, "test", () -> {
            try {
                body.run();
                ended.add("body");
            } catch (Exception e) {
                throw new AssertionError("the body failed", e);
            }
        });
        simulation.run(1_000_000, Duration.ofHours(1));
        simulation.requireNoFailure();
        assertThat(ended).containsExactly("body");
    }

    @Test
    void waits_take_virtual_time_only() throws Exception {
        run(() -> {
            Instant began = runtime.instant();
            runtime.sleep(Duration.ofMinutes(30));
            assertThat(Duration.between(began, runtime.instant()))
                    .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(30).plusMillis(1));
        });
    }

    @Test
    void a_timed_attempt_keeps_the_order_of_a_fair_lock() throws Exception {
        ReentrantLock lock = new ReentrantLock(true);
        List<Integer> order = new ArrayList<>();
        run(() -> {
            List<Worker> workers = new ArrayList<>();
            lock.lock();
            try {
                for (int i = 0; i < 6; i++) {
                    workers.add(runtime.startWorker("waiting", true, acquisition(lock, i, order)));
                    runtime.sleep(Duration.ofMillis(1));
                }
            } finally {
                lock.unlock();
            }
            for (Worker worker : workers) {
                assertThat(worker.join(Duration.ofSeconds(1))).isTrue();
            }
        });
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    }

    /// Acquires the lock with a time-out if `number` is even, and without one if it is odd.
    private Runnable acquisition(ReentrantLock lock, int number, List<Integer> order) {
        return number % 2 == 0
                ? () -> acquireInTime(lock, number, order)
                : () -> {
                    lock.lock();
                    try {
                        order.add(number);
                    } finally {
                        lock.unlock();
                    }
                };
    }

    private void acquireInTime(ReentrantLock lock, int number, List<Integer> order) {
        try {
            if (runtime.tryLock(lock, Duration.ofSeconds(5))) {
                order.add(number);
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_interrupt_at_the_moment_of_a_time_out_is_not_lost() throws Exception {
        run(() -> {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Worker worker = runtime.startWorker("waiting", true, () -> {
                try {
                    runtime.sleep(Duration.ofMillis(10));
                    interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            process.delayWakes(() -> 1_000_000);
            runtime.sleep(Duration.ofNanos(9_500_000));
            // The worker's time is over, and it waits for the processor.
            worker.interrupt();
            assertThat(interrupted.join()).isTrue();
        });
    }

    @Test
    void a_time_out_that_comes_with_the_awaited_end_leaves_no_interrupt() throws Exception {
        run(() -> {
            CompletableFuture<String> awaited = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            runtime.start("waiting", () -> {
                try {
                    boolean unused = runtime.await(awaited, Duration.ofMillis(10));
                    interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            runtime.sleep(Duration.ofMillis(9));
            process.delayWakes(() -> 5_000_000);
            awaited.complete("done");
            assertThat(interrupted.join()).isFalse();
        });
    }

    @Test
    void a_wait_outside_of_a_simulated_thread_is_refused() {
        assertThat(catchThrowable(() -> runtime.sleep(Duration.ofSeconds(1))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_wall_clock_of_a_process_can_be_wrong() {
        process.setClockOffset(Duration.ofHours(-1));
        assertThat(runtime.instant()).isEqualTo(SimulatedRuntime.START.minus(Duration.ofHours(1)));
    }
}
