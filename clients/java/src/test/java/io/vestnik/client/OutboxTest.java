package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final UUID CHAT = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private static final int ROOM = 1_000;

    /// The clock of the test. It begins far from 0 and is about to overflow, as the system's clock may be.
    private long nanos = Long.MAX_VALUE - 1_000;

    private final Outbox outbox = new Outbox(100, 64, () -> nanos, new Random(1));

    @Test
    void added_messages_are_due_once_and_in_order() {
        List<Outbox.Pending> added = add(CHAT, 3);

        assertThat(outbox.due(ROOM)).isEqualTo(added);
        assertThat(outbox.due(ROOM)).isEmpty();
    }

    @Test
    void a_lost_connection_makes_unacknowledged_messages_due_in_order() {
        List<Outbox.Pending> added = add(CHAT, 4);
        outbox.due(ROOM);
        outbox.acknowledged(added.get(1), stored(1));

        outbox.disconnected();

        assertThat(outbox.due(ROOM)).containsExactly(added.get(0), added.get(2), added.get(3));
        assertThat(added.get(1).done()).isCompleted();
    }

    @Test
    void after_a_refusal_the_first_goes_alone_and_the_window_doubles() {
        List<Outbox.Pending> added = add(CHAT, 10);
        outbox.due(ROOM);

        outbox.held(added.get(0), Duration.ofMillis(200));
        Outbox.Pending late = add(CHAT, 1).getFirst();
        advance(Duration.ofMillis(300));
        assertThat(outbox.due(ROOM))
                .as("answers to what followed are still to come")
                .isEmpty();

        added.stream().skip(1).forEach(message -> outbox.held(message, Duration.ofMillis(200)));
        advance(Duration.ofMillis(199));
        assertThat(outbox.due(ROOM))
                .as("the pause of the last refusal is not over")
                .isEmpty();

        advance(Duration.ofMillis(51));
        assertThat(outbox.due(ROOM)).containsExactly(added.get(0));
        assertThat(outbox.due(ROOM)).as("alone, until it is answered").isEmpty();
        outbox.acknowledged(added.get(0), stored(1));
        assertThat(outbox.due(ROOM)).containsExactly(added.get(1), added.get(2));
        outbox.acknowledged(added.get(1), stored(2));
        outbox.acknowledged(added.get(2), stored(3));
        assertThat(outbox.due(ROOM)).containsExactlyElementsOf(added.subList(3, 7));
        added.subList(3, 7).forEach(message -> outbox.acknowledged(message, stored(4)));
        assertThat(outbox.due(ROOM)).containsExactly(added.get(7), added.get(8), added.get(9), late);
    }

    @Test
    void a_final_refusal_of_the_first_refused_message_releases_the_rest() {
        List<Outbox.Pending> added = add(CHAT, 2);
        outbox.due(ROOM);
        added.forEach(message -> outbox.held(message, Duration.ZERO));
        advance(Duration.ofMillis(125));
        assertThat(outbox.due(ROOM)).containsExactly(added.getFirst());

        outbox.refused(added.getFirst(), new VestnikException(0, "key_reused", "no", List.of(), false, null));

        assertThat(outbox.due(ROOM)).containsExactly(added.getLast());
    }

    @Test
    void a_new_connection_releases_a_held_chat() {
        List<Outbox.Pending> added = add(CHAT, 3);
        outbox.due(ROOM);
        added.forEach(message -> outbox.held(message, Duration.ofSeconds(30)));

        outbox.disconnected();

        assertThat(outbox.due(ROOM)).isEqualTo(added);
    }

    @Test
    void a_held_chat_holds_no_other_chat_and_reports_its_due_time() {
        Outbox.Pending held = add(CHAT, 1).getFirst();
        outbox.due(ROOM);
        outbox.held(held, Duration.ofSeconds(2));

        List<Outbox.Pending> elsewhere = add(OTHER, 1);

        assertThat(outbox.due(ROOM)).isEqualTo(elsewhere);
        assertThat(outbox.untilDue()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_250));
    }

    @Test
    void chats_take_turns_when_there_is_no_room_for_all() {
        List<Outbox.Pending> one = add(CHAT, 4);
        List<Outbox.Pending> other = add(OTHER, 4);

        assertThat(outbox.due(3)).containsExactly(one.get(0), other.get(0), one.get(1));
        assertThat(outbox.due(2)).containsExactly(other.get(1), one.get(2));
        assertThat(outbox.due(0)).isEmpty();
    }

    @Test
    void a_final_refusal_fails_its_send_and_releases_the_rest() {
        List<Outbox.Pending> added = add(CHAT, 2);
        outbox.due(ROOM);

        outbox.refused(added.get(0), new VestnikException(0, "forbidden", "no", List.of(), false, null));

        assertThat(added.get(0).done()).isCompletedExceptionally();
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void the_outbox_is_bounded() {
        add(CHAT, 100);

        assertThatThrownBy(() -> add(CHAT, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
    }

    @Test
    void unacknowledged_sends_never_exceed_the_window() {
        List<Outbox.Pending> added = add(CHAT, 100);

        assertThat(outbox.due(ROOM)).hasSize(64);
        outbox.acknowledged(added.getFirst(), stored(1));
        assertThat(outbox.due(ROOM)).containsExactly(added.get(64));
    }

    @Test
    void abandoning_fails_all_messages() {
        List<Outbox.Pending> added = add(CHAT, 2);
        outbox.due(ROOM);

        outbox.abandon(new ConnectionLostException("stopped", null));

        assertThat(added).allSatisfy(message -> assertThat(message.done()).isCompletedExceptionally());
        assertThat(outbox.size()).isZero();
        assertThat(add(CHAT, 1).getFirst().done()).as("added afterwards").isCompletedExceptionally();
    }

    private void advance(Duration by) {
        nanos += by.toNanos();
    }

    private List<Outbox.Pending> add(UUID chat, int count) {
        List<Outbox.Pending> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Outbox.Pending message = new Outbox.Pending(chat, UUID.randomUUID(), "m" + i, null);
            outbox.add(message);
            added.add(message);
        }
        return added;
    }

    private static Message stored(long id) {
        return new Message(id, CHAT, null, "x", Instant.EPOCH, false, id, null, null, null);
    }
}
