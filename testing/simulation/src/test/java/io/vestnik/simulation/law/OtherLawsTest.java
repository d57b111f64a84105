package io.vestnik.simulation.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The checks of reads of the store, of views and of devices.
class OtherLawsTest {
    private final ForgedChat chat = new ForgedChat();
    private final ReadLaws reads = new ReadLaws(chat.oracle);
    private final ViewLaws views = new ViewLaws(chat.oracle);
    private final DeviceLaws devices = new DeviceLaws(chat.violations, () -> chat.now, Duration.ofSeconds(30));
    private final DeviceId device = new DeviceId(new UUID(1, 1));

    @Test
    void equal_reads_violate_nothing() {
        Message message = chat.post(chat.ada);
        reads.view(chat.bob, chat.view(chat.bob, Role.MEMBER, 0, 1));
        reads.messages(List.of(message));
        reads.answered(chat.id, chat.bob, Outcome.done(message));
        reads.answered(chat.id, chat.eve, Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_wrong_count_violates_law_6() {
        chat.post(chat.ada);
        reads.view(chat.bob, chat.view(chat.bob, Role.MEMBER, 0, 2));
        assertThat(chat.laws()).containsExactly(Law.L6);
    }

    @Test
    void marks_that_are_not_stored_violate_law_5() {
        chat.post(chat.ada);
        reads.marks(chat.bob, new ReadStates.Marks(chat.id, new MessageId(1), MessageId.NONE, 0));
        assertThat(chat.laws()).contains(Law.L5);
    }

    @Test
    void an_answer_to_a_stranger_violates_law_7() {
        reads.answered(chat.id, chat.eve, Outcome.refused(Refusal.MESSAGE_NOT_FOUND));
        assertThat(chat.laws()).containsExactly(Law.L7);
    }

    @Test
    void an_old_state_violates_law_3() {
        Message first = chat.post(chat.ada);
        chat.edit(first, "other");
        reads.messages(List.of(first));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    private ChatCopy copy(long version, Map<Long, Message> messages) {
        return new ChatCopy(
                version,
                Optional.of(new ChatTitle("group")),
                0,
                new TreeMap<>(messages),
                Map.of(chat.ada, Role.OWNER, chat.bob, Role.MEMBER),
                0,
                0);
    }

    @Test
    void an_equal_view_violates_nothing() {
        Message message = chat.post(chat.ada);
        views.requireEqual(chat.bob, Map.of(chat.id, copy(2, Map.of(1L, message))));
        views.requireEqual(chat.eve, Map.of());
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_missing_message_violates_law_4() {
        chat.post(chat.ada);
        views.requireEqual(chat.bob, Map.of(chat.id, copy(2, Map.of())));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_missing_chat_violates_law_4_and_a_foreign_chat_law_7() {
        views.requireEqual(chat.bob, Map.of());
        assertThat(chat.laws()).containsExactly(Law.L4);
        chat.found.clear();
        views.requireEqual(chat.eve, Map.of(chat.id, copy(1, Map.of())));
        assertThat(chat.laws()).containsExactly(Law.L7);
    }

    @Test
    void a_missed_mark_violates_law_5() {
        Message message = chat.post(chat.ada);
        chat.read(chat.bob, 0, 1);
        views.requireEqual(chat.ada, Map.of(chat.id, copy(2, Map.of(1L, message))));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void an_open_connection_of_a_revoked_device_violates_the_law_of_devices() {
        devices.opened("connection", device, "node");
        devices.opened("elsewhere", device, "other node");
        devices.revoked(device, "node");
        chat.now = DeviceLaws.CLOSED_WITHIN.toNanos() + 1;
        devices.requireClosed();
        assertThat(chat.laws()).containsExactly(Law.DEVICES);
        chat.found.clear();
        devices.closed("connection");
        devices.requireClosed();
        assertThat(chat.found).isEmpty();
        chat.now = Duration.ofSeconds(31).toNanos();
        devices.requireClosed();
        assertThat(chat.laws()).containsExactly(Law.DEVICES);
    }

    @Test
    void a_node_that_was_paused_has_its_time_after_the_pause() {
        devices.opened("connection", device, "node");
        devices.revoked(device, "node");
        chat.now = Duration.ofMinutes(1).toNanos();
        devices.resumed("node");
        devices.requireClosed();
        assertThat(chat.found).isEmpty();
        chat.now += DeviceLaws.CLOSED_WITHIN.toNanos() + 1;
        devices.requireClosed();
        assertThat(chat.laws()).containsExactly(Law.DEVICES);
    }

    @Test
    void a_request_of_a_revoked_device_violates_the_law_of_devices() {
        devices.revoked(device, "node");
        devices.served(device, "node", 0);
        devices.served(device, "other node", DeviceLaws.REFUSED_WITHIN.toNanos());
        assertThat(chat.found).isEmpty();
        devices.served(device, "node", 1);
        devices.served(device, "other node", DeviceLaws.REFUSED_WITHIN.toNanos() + 1);
        assertThat(chat.found).hasSize(2);
    }
}
