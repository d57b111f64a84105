package io.vestnik.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    private final AcceptGate gate = new AcceptGate(1_000);
    private final Threads threads = new Threads(gate, (component, error) -> reported.add(error));

    @Test
    void an_error_of_a_task_is_reported_and_an_exception_is_not() throws InterruptedException {
        CountDownLatch thrown = new CountDownLatch(1);
        threads.execute(() -> {
            thrown.countDown();
            throw new IllegalStateException("a bug");
        });
        assertThat(thrown.await(10, TimeUnit.SECONDS)).isTrue();
        StackOverflowError error = new StackOverflowError("too deep");
        threads.execute(() -> {
            throw error;
        });
        await().until(() -> !reported.isEmpty());
        assertThat(reported).containsExactly(error);
    }

    @Test
    void tasks_without_a_thread_close_the_gate_until_they_run() {
        AtomicBoolean accepting = new AtomicBoolean(true);
        AtomicBoolean closedOnce = new AtomicBoolean();
        gate.guard(accept -> {
            accepting.set(accept);
            closedOnce.compareAndSet(false, !accept);
        });
        // Fills the gate: one more waiting task stops accepting.
        for (int i = 0; i < AcceptGate.WAITING_MAX - 1; i++) {
            gate.waits();
        }
        threads.execute(() -> {});
        assertThat(closedOnce).isTrue();
        for (int i = 0; i < AcceptGate.WAITING_MAX - 1; i++) {
            gate.runs();
        }
        await().untilTrue(accepting);
    }
}
