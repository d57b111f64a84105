package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The effect of a failing task on the timer and on the threads that read the store.
final class BackgroundTest {
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private final Background background =
            new Background(Duration.ofMillis(1), (component, error) -> reports.add(component));

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void an_error_in_a_timer_is_reported() {
        background.schedule(Duration.ZERO, () -> {
            throw new InjectedError();
        });
        await().until(() -> reports.contains("live-timer"));
    }

    @Test
    void an_exception_in_a_timer_does_not_end_it() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        background.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("injected");
        });
        background.schedule(Duration.ofMillis(1), next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reports).isEmpty();
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
