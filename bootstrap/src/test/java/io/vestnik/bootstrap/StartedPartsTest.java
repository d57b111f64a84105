package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StartedPartsTest {
    private final StartedParts parts = new StartedParts();
    private final List<String> stopped = new ArrayList<>();

    @Test
    void parts_stop_once_in_the_reverse_order_of_their_start() {
        parts.started(() -> stopped.add("store"));
        parts.started(() -> stopped.add("node"));

        parts.stop();
        parts.stop();

        assertThat(stopped).containsExactly("node", "store");
    }

    @Test
    void a_part_that_starts_after_the_stop_is_stopped() {
        parts.stop();

        assertThatThrownBy(() -> parts.started(() -> stopped.add("late"))).isInstanceOf(StoppedException.class);

        assertThat(stopped).containsExactly("late");
    }

    @Test
    void a_part_that_fails_to_stop_does_not_keep_the_others_running() {
        parts.started(() -> stopped.add("store"));
        parts.started(() -> {
            throw new IllegalStateException("made up by a test");
        });

        parts.stop();

        assertThat(stopped).containsExactly("store");
    }

    @Test
    void a_failed_start_stops_its_parts_and_is_no_stop() {
        parts.started(() -> stopped.add("store"));

        parts.stopStarted();

        assertThat(stopped).containsExactly("store");
        assertThat(parts.stopping()).isFalse();
    }
}
