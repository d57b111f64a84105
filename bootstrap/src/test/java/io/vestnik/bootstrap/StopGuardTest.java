package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StopGuardTest {
    private static final int PATIENCE_SECONDS = 20;

    private final StringWriter errors = new StringWriter();
    private final Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(errors, true));
    private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());

    @Test
    void the_end_of_a_command_stops_what_it_started() {
        try (StopGuard guard = new StopGuard(terminal)) {
            assertThat(guard.start(() -> "database", stopped::add)).isEqualTo("database");
            guard.start(() -> "file", stopped::add);
            assertThat(stopped).isEmpty();
        }

        assertThat(stopped).containsExactly("file", "database");
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void a_signal_stops_what_was_started_and_nothing_starts_afterwards() {
        try (StopGuard guard = new StopGuard(terminal)) {
            guard.start(() -> "database", stopped::add);

            guard.interrupted();

            assertThat(stopped).containsExactly("database");
            assertThatThrownBy(() -> guard.start(() -> stopped.add("started"), started -> {}))
                    .isInstanceOf(StoppedException.class);
        }
        assertThat(stopped).containsExactly("database");
    }

    @Test
    void a_signal_during_a_start_waits_for_it_and_then_stops_it() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (StopGuard guard = new StopGuard(terminal)) {
            CompletableFuture<String> start = CompletableFuture.supplyAsync(() -> guard.start(
                    () -> {
                        starting.countDown();
                        await(goOn);
                        return "database";
                    },
                    stopped::add));
            await(starting);
            CompletableFuture<Void> signal = CompletableFuture.runAsync(guard::interrupted);

            assertThat(stopped).isEmpty();
            goOn.countDown();

            signal.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(start.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("database");
            assertThat(stopped).containsExactly("database");
        }
    }

    @Test
    void failures_after_a_signal_are_not_reported() {
        try (StopGuard guard = new StopGuard(terminal)) {
            guard.interrupted();

            assertThat(terminal.withoutSteps().failed(new IllegalStateException("the connection was closed")))
                    .isEqualTo(1);
            terminal.printError("the database became unavailable");
            terminal.onErrorOutput().printError("the database became unavailable");
        }
        assertThat(errors.toString().lines()).containsExactly("stopping");
    }

    /// The database of `backup -` is guarded with the copy, and the command reports its failure to the original.
    @Test
    void a_signal_that_a_copy_reports_silences_the_original() {
        terminal.onErrorOutput().interrupt();

        terminal.printError("the standard output cannot be used");

        assertThat(errors.toString().lines()).containsExactly("stopping");
    }

    @Test
    void the_hook_waits_for_the_longest_start() {
        assertThat(StopGuard.STEP_PATIENCE)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(EmbeddedPostgres.START_SECONDS_MAX));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
