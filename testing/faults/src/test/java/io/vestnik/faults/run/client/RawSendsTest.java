package io.vestnik.faults.run.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tests the sends of one chat against the rules of "After a refusal" in `docs/protocol.md`.
class RawSendsTest {
    private static final long RETRY_AFTER = 1_000;

    private final RawSends sends = new RawSends();
    private final List<UUID> keys = new ArrayList<>();

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            UUID key = new UUID(0, keys.size());
            keys.add(key);
            sends.add(new RawSends.Pending(key, "text"));
        }
    }

    /// The numbers of the messages that are sent at a time.
    private List<Integer> sentAt(long nanos) {
        List<Integer> sent = new ArrayList<>();
        for (RawSends.Pending next = sends.next(nanos); next != null; next = sends.next(nanos)) {
            sent.add(keys.indexOf(next.key()));
        }
        return sent;
    }

    @Test
    void messages_are_sent_in_order_within_the_window() {
        add(10);
        assertThat(sentAt(0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        sends.acknowledged(keys.get(0));
        assertThat(sentAt(0)).containsExactly(8);
        assertThat(sends.size()).isEqualTo(9);
    }

    @Test
    void after_a_refusal_the_first_refused_message_is_sent_alone() {
        add(4);
        assertThat(sentAt(0)).hasSize(4);
        sends.acknowledged(keys.get(0));
        sends.refused(keys.get(1), 0, RETRY_AFTER);
        sends.refused(keys.get(2), 10, RETRY_AFTER);
        assertThat(sentAt(RETRY_AFTER + 10)).as("one send is not answered yet").isEmpty();
        sends.refused(keys.get(3), 20, RETRY_AFTER);
        assertThat(sentAt(RETRY_AFTER + 19)).as("before the pause has passed").isEmpty();
        assertThat(sentAt(RETRY_AFTER + 20)).containsExactly(1);
    }

    @Test
    void after_the_first_acceptance_the_window_grows_from_one() {
        add(8);
        assertThat(sentAt(0)).hasSize(8);
        keys.forEach(key -> sends.refused(key, 0, RETRY_AFTER));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(0);
        sends.acknowledged(keys.get(0));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(1);
        sends.acknowledged(keys.get(1));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(2, 3);
    }

    @Test
    void a_second_refusal_of_the_first_message_begins_another_pause() {
        add(2);
        assertThat(sentAt(0)).hasSize(2);
        keys.forEach(key -> sends.refused(key, 0, RETRY_AFTER));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(0);
        sends.refused(keys.get(0), RETRY_AFTER, RETRY_AFTER);
        assertThat(sentAt(RETRY_AFTER)).isEmpty();
        assertThat(sentAt(2 * RETRY_AFTER)).containsExactly(0);
    }

    @Test
    void a_final_refusal_removes_the_message_and_ends_the_pause() {
        add(2);
        assertThat(sentAt(0)).hasSize(2);
        keys.forEach(key -> sends.refused(key, 0, RETRY_AFTER));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(0);
        sends.failed(keys.get(0));
        assertThat(sentAt(RETRY_AFTER)).containsExactly(1);
    }

    @Test
    void all_unacknowledged_messages_are_sent_again_on_the_next_connection() {
        add(3);
        assertThat(sentAt(0)).hasSize(3);
        sends.acknowledged(keys.get(0));
        sends.refused(keys.get(1), 0, RETRY_AFTER);
        sends.disconnected();
        assertThat(sentAt(1)).containsExactly(1, 2);
    }

    @Test
    void an_abandoned_message_is_not_sent_again() {
        add(2);
        assertThat(sentAt(0)).hasSize(2);
        sends.disconnected();
        sends.abandonNewest();
        assertThat(sentAt(0)).containsExactly(0);
    }
}
