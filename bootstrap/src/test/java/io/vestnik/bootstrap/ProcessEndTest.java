package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProcessEndTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final StringWriter errors = new StringWriter();
    private final Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(errors, true));
    private final List<String> ends = new CopyOnWriteArrayList<>();

    @Test
    void the_first_error_stops_the_process_once_and_names_its_component() {
        try (ProcessEnd end =
                new ProcessEnd(terminal, LONG, code -> ends.add("stop " + code), code -> ends.add("halt " + code))) {
            end.report("writer-1", new OutOfMemoryError("Java heap space"));
            end.report("live-0", new StackOverflowError());
            await().until(() -> !ends.isEmpty());
            assertThat(ends).containsExactly("stop 70");
            assertThat(errors.toString())
                    .contains("writer-1 failed with java.lang.OutOfMemoryError: Java heap space")
                    .doesNotContain("live-0");
        }
    }

    @Test
    void a_stop_that_hangs_is_followed_by_a_halt() {
        CountDownLatch never = new CountDownLatch(1);
        try (ProcessEnd end = new ProcessEnd(
                terminal, Duration.ofMillis(50), code -> waitFor(never), code -> ends.add("halt " + code))) {
            end.report("live-0", new StackOverflowError());
            await().until(() -> !ends.isEmpty());
            assertThat(ends).containsExactly("halt 70");
        } finally {
            never.countDown();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
