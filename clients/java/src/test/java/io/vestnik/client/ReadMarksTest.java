package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadMarksTest {
    private static final UUID CHAT = new UUID(1, 1);
    private static final int ROOM = 1_000;

    private long nanos = Long.MAX_VALUE - 1_000;
    private final ReadMarks marks = new ReadMarks(() -> nanos, new Random(1));

    @Test
    void the_highest_mark_is_sent_once_and_a_later_one_after_its_answer() {
        marks.add(CHAT, 3);
        marks.add(CHAT, 2);
        assertThat(marks.due(ROOM)).isEqualTo(Map.of(CHAT, 3L));

        marks.add(CHAT, 5);
        assertThat(marks.due(ROOM)).isEmpty();
        marks.settled(CHAT, 3);

        assertThat(marks.due(ROOM)).isEqualTo(Map.of(CHAT, 5L));
        marks.settled(CHAT, 5);
        assertThat(marks.isEmpty()).isTrue();
    }

    @Test
    void a_refused_mark_is_retried_after_its_pause() {
        marks.add(CHAT, 3);
        marks.due(ROOM);

        marks.held(CHAT, 3, Duration.ofSeconds(1));

        assertThat(marks.due(ROOM)).isEmpty();
        assertThat(marks.untilDue()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_250));
        nanos += Duration.ofMillis(1_250).toNanos();
        assertThat(marks.due(ROOM)).isEqualTo(Map.of(CHAT, 3L));
        assertThat(marks.untilDue()).isNull();
    }

    @Test
    void a_mark_with_a_lost_answer_is_sent_on_the_next_connection() {
        marks.add(CHAT, 0);
        marks.due(ROOM);

        marks.disconnected();
        marks.settled(CHAT, 0);

        assertThat(marks.isEmpty())
                .as("settled by an answer of the connection before")
                .isFalse();
        assertThat(marks.due(ROOM)).isEqualTo(Map.of(CHAT, 0L));
    }

    @Test
    void a_thousand_chats_read_at_once_leave_room_for_sends() {
        for (int i = 0; i < 1_000; i++) {
            marks.add(new UUID(2, i), 1);
        }

        Map<UUID, Long> first = marks.due(ROOM);

        assertThat(first).hasSize(64);
        assertThat(marks.due(ROOM)).isEmpty();
        marks.settled(first.keySet().iterator().next(), 1);
        assertThat(marks.due(ROOM)).hasSize(1);
    }

    @Test
    void marks_sent_never_exceed_the_room() {
        marks.add(CHAT, 1);

        assertThat(marks.due(0)).isEmpty();
        assertThat(marks.due(1)).hasSize(1);
    }
}
