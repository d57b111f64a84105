package io.vestnik.postgres.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.contracts.RecordedErrors;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BackgroundWorkTest {
    private final RecordedErrors errors = new RecordedErrors();
    private final AtomicInteger pieces = new AtomicInteger();

    @Test
    void an_exception_delays_only_the_affected_task() {
        BackgroundWork.Task failing = () -> {
            throw new IllegalStateException("a fault");
        };
        try (BackgroundWork work = new BackgroundWork(List.of(failing, () -> pieces.incrementAndGet() > 0), errors)) {
            work.wake();
            await().until(() -> pieces.get() >= 2);
            assertThat(errors.reports()).isEmpty();
        }
    }

    @Test
    void an_error_ends_the_work_and_is_reported() {
        Error error = new LinkageError("missing");
        BackgroundWork.Task failing = () -> {
            throw error;
        };
        try (BackgroundWork work = new BackgroundWork(List.of(failing, () -> pieces.incrementAndGet() > 0), errors)) {
            work.wake();
            await().until(() -> !errors.reports().isEmpty());
            assertThat(errors.reports()).containsExactly(new RecordedErrors.Report("background-work", error));
            assertThat(pieces).hasValue(0);
        }
    }
}
