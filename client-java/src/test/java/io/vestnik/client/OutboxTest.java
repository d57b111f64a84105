package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final UUID CHAT = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);

    private final SettableClock clock = new SettableClock();
    private final Outbox outbox = new Outbox(100, clock);

    @Test
    void what_is_added_is_due_once_and_in_order() {
        List<Outbox.Pending> added = add(CHAT, 3);

        assertThat(outbox.due()).isEqualTo(added);
        assertThat(outbox.due()).isEmpty();
    }

    @Test
    void after_a_lost_connection_everything_unacknowledged_is_due_again_with_its_key_and_in_order() {
        List<Outbox.Pending> added = add(CHAT, 4);
        outbox.due();
        outbox.acknowledged(added.get(1), stored(1));

        outbox.disconnected();

        assertThat(outbox.due()).containsExactly(added.get(0), added.get(2), added.get(3));
        assertThat(added.get(1).done()).isCompleted();
    }

    @Test
    void after_a_passing_refusal_nothing_overtakes_the_refused_one() {
        List<Outbox.Pending> added = add(CHAT, 3);
        outbox.due();

        outbox.held(added.get(0), Duration.ofMillis(100));
        Outbox.Pending late = add(CHAT, 1).getFirst();
        clock.advance(Duration.ofMillis(100));
        assertThat(outbox.due())
                .as("answers to what followed are still to come")
                .isEmpty();

        outbox.held(added.get(1), Duration.ofMillis(100));
        outbox.held(added.get(2), Duration.ofMillis(100));
        assertThat(outbox.due()).as("the pause is not over").isEmpty();

        clock.advance(Duration.ofMillis(100));
        assertThat(outbox.due()).containsExactly(added.get(0), added.get(1), added.get(2), late);
    }

    @Test
    void a_held_chat_holds_no_other_back_and_says_when_it_is_due() {
        Outbox.Pending held = add(CHAT, 1).getFirst();
        outbox.due();
        outbox.held(held, Duration.ofSeconds(2));

        List<Outbox.Pending> elsewhere = add(OTHER, 1);

        assertThat(outbox.due()).isEqualTo(elsewhere);
        assertThat(outbox.nextDue()).isEqualTo(clock.instant().plusSeconds(2));
    }

    @Test
    void a_final_refusal_reaches_whoever_sent_it_and_lets_the_rest_go_on() {
        List<Outbox.Pending> added = add(CHAT, 2);
        outbox.due();

        outbox.refused(added.get(0), new VestnikException(0, "forbidden", "no", List.of(), false, null));

        assertThat(added.get(0).done()).isCompletedExceptionally();
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void it_is_bounded() {
        add(CHAT, 100);

        assertThatThrownBy(() -> add(CHAT, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
    }

    @Test
    void no_more_than_a_window_runs_ahead_of_the_acknowledgements() {
        List<Outbox.Pending> added = add(CHAT, 100);

        assertThat(outbox.due()).hasSize(64);
        outbox.acknowledged(added.getFirst(), stored(1));
        assertThat(outbox.due()).containsExactly(added.get(64));
    }

    @Test
    void abandoning_it_fails_everything() {
        List<Outbox.Pending> added = add(CHAT, 2);
        outbox.due();

        outbox.abandon(new ConnectionLostException("stopped", null));

        assertThat(added).allSatisfy(message -> assertThat(message.done()).isCompletedExceptionally());
        assertThat(outbox.size()).isZero();
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

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T18:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
