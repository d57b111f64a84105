package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The effect of a failing task on the timer and on the threads that read the store.
final class BackgroundTest {
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private final SteppingRuntime runtime = new SteppingRuntime();
    private final Background background =
            new Background(Duration.ofMillis(1), runtime, (component, error) -> reports.add(component));

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void an_error_in_a_timer_is_reported() {
        background.schedule(Duration.ZERO, () -> {
            throw new InjectedError();
        });
        runtime.step(Duration.ZERO);
        assertThat(reports).containsExactly("live-timer");
    }

    @Test
    void an_exception_in_a_timer_does_not_end_it() {
        AtomicInteger next = new AtomicInteger();
        background.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("injected");
        });
        background.schedule(Duration.ofMillis(1), next::incrementAndGet);
        runtime.step(Duration.ofMillis(1));
        assertThat(next).hasValue(1);
        assertThat(reports).isEmpty();
    }

    @Test
    void a_repeated_task_runs_after_each_pause_also_after_an_exception() {
        AtomicInteger runs = new AtomicInteger();
        background.repeat(Duration.ofSeconds(30), () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("injected");
        });
        runtime.step(Duration.ofSeconds(29));
        assertThat(runs).hasValue(0);
        runtime.step(Duration.ofSeconds(61));
        assertThat(runs).hasValue(3);
        background.close();
        runtime.step(Duration.ofSeconds(60));
        assertThat(runs).hasValue(3);
    }

    @Test
    void a_stopped_timer_accepts_no_task() {
        AtomicInteger runs = new AtomicInteger();
        background.stop();
        background.schedule(Duration.ZERO, runs::incrementAndGet);
        runtime.step(Duration.ofSeconds(1));
        assertThat(runs).hasValue(0);
    }

    @Test
    void a_read_is_repeated_until_the_store_answers() {
        AtomicInteger reads = new AtomicInteger();
        background.read(() -> {
            switch (reads.incrementAndGet()) {
                case 1 -> throw new StoreUnavailableException("injected");
                case 2 -> throw new IllegalStateException("injected");
                default -> {}
            }
        });
        await().until(() -> runtime.pending() == 1);
        assertThat(runtime.untilNext()).isEqualTo(Duration.ofMillis(500));
        runtime.step(Duration.ofMillis(500));
        await().until(() -> reads.get() == 2 && runtime.pending() == 1);
        assertThat(runtime.untilNext()).isEqualTo(Duration.ofMillis(1));
        runtime.step(Duration.ofMillis(1));
        await().until(() -> reads.get() == 3);
        assertThat(reports).isEmpty();
    }

    @Test
    void an_error_in_a_read_is_reported_and_the_read_is_not_repeated() {
        AtomicInteger reads = new AtomicInteger();
        background.read(() -> {
            reads.incrementAndGet();
            throw new InjectedError();
        });
        await().until(() -> reports.contains("live-repair"));
        assertThat(reads).hasValue(1);
    }

    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }
}
