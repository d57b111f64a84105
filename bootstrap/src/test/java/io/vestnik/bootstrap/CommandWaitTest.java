package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class CommandWaitTest {
    private final List<String> events = new ArrayList<>();

    /// A start that succeeds after `failures` attempts.
    private Supplier<String> start(int failures) {
        return () -> {
            events.add("start");
            if (events.stream().filter("start"::equals).count() <= failures) {
                throw new DatabaseInUseException(new IllegalStateException("a command uses the data directory"));
            }
            return "database";
        };
    }

    private void waiting() {
        events.add("waiting");
    }

    @Test
    void a_start_succeeds_after_the_end_of_the_command() {
        CommandWait wait = new CommandWait(CommandWait.MAX, () -> false);

        assertThat(wait.start(start(2), this::waiting)).isEqualTo("database");

        assertThat(events).containsExactly("start", "waiting", "start", "start");
    }

    @Test
    void the_wait_is_bounded() {
        CommandWait wait = new CommandWait(Duration.ofMillis(100), () -> false);

        assertThatThrownBy(() -> wait.start(start(Integer.MAX_VALUE), this::waiting))
                .isInstanceOf(DatabaseInUseException.class)
                .hasMessage("a command uses the data directory");
        assertThat(events).containsExactly("start", "waiting", "start");
    }

    @Test
    void a_stop_of_the_server_ends_the_wait() {
        CommandWait wait = new CommandWait(CommandWait.MAX, () -> events.contains("waiting"));

        assertThatThrownBy(() -> wait.start(start(Integer.MAX_VALUE), this::waiting))
                .isInstanceOf(StoppedException.class);
        assertThat(events).containsExactly("start", "waiting", "start");
    }

    @Test
    void another_failure_is_not_repeated() {
        CommandWait wait = new CommandWait(CommandWait.MAX, () -> false);

        assertThatThrownBy(() -> wait.start(
                        () -> {
                            throw new StartFailedException("another server is running");
                        },
                        this::waiting))
                .isExactlyInstanceOf(StartFailedException.class);
        assertThat(events).isEmpty();
    }
}
