package io.vestnik.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTest {
    @Test
    void an_error_in_a_task_fails_its_caller_only() {
        try (Loop loop = new Loop()) {
            Error error = new LinkageError("missing");
            assertThatThrownBy(() -> loop.call(() -> {
                        throw error;
                    }))
                    .isInstanceOf(CompletionException.class)
                    .hasCause(error);
            assertThat(loop.ask(() -> "still running")).isEqualTo("still running");
        }
    }

    @Test
    void an_error_that_ends_the_loop_fails_all_later_callers() {
        try (Loop loop = new Loop()) {
            Error error = new LinkageError("missing");
            loop.submit(() -> loop.setStep(now -> {
                throw error;
            }));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> {
                            while (loop.ask(() -> true)) {
                                Thread.onSpinWait();
                            }
                        })
                        .isInstanceOf(CompletionException.class)
                        .hasCause(error);
            }
        }
    }
}
