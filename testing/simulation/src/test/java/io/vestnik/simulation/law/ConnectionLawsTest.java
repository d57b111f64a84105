package io.vestnik.simulation.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLawsTest {
    private final ForgedChat chat = new ForgedChat();
    private final ConnectionLaws bob = new ConnectionLaws(chat.oracle, chat.bob, Map.of(chat.id, ChatVersion.FIRST));

    private void live() {
        bob.event(new LiveEvent.CaughtUp());
    }

    @Test
    void every_change_in_order_violates_nothing() {
        live();
        Message first = chat.post(chat.ada);
        bob.event(chat.shown(first));
        bob.event(chat.shown(chat.edit(first, "other")));
        Message own = chat.post(chat.bob);
        bob.sent(ForgedChat.key(2), own);
        chat.read(chat.ada, 0, 2);
        bob.event(new LiveEvent.ReadMark(chat.id, chat.ada, new MessageId(2)));
        bob.event(new LiveEvent.AllReadMark(chat.id, new MessageId(2)));
        bob.duplicate(own);
        assertThat(chat.found).isEmpty();
    }

    @Test
    void an_event_before_its_commit_violates_law_3() {
        live();
        bob.event(chat.shown(chat.message(1, chat.ada, "text 1", 2)));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void another_text_violates_law_3() {
        live();
        chat.post(chat.ada);
        bob.event(chat.shown(chat.message(1, chat.ada, "forged", 2)));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void the_answer_to_another_key_violates_law_3() {
        live();
        bob.sent(ForgedChat.key(9), chat.post(chat.bob));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void a_missing_version_violates_law_4_after_live_only() {
        Message first = chat.post(chat.ada);
        bob.event(chat.shown(chat.edit(first, "other")));
        assertThat(chat.laws()).isEmpty();
        live();
        chat.post(chat.ada);
        bob.event(chat.shown(chat.post(chat.ada)));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_repeated_event_violates_law_4() {
        Message first = chat.post(chat.ada);
        bob.event(chat.shown(first));
        bob.event(chat.shown(first));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_gap_after_live_violates_law_4() {
        live();
        chat.post(chat.ada);
        bob.event(new LiveEvent.Gap(chat.id, new ChatVersion(2)));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_duplicate_before_its_event_violates_law_4() {
        live();
        bob.duplicate(chat.post(chat.bob));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_message_skipped_without_a_later_change_violates_law_4() {
        live();
        chat.post(chat.ada);
        bob.event(new LiveEvent.Skipped(chat.id, new ChatVersion(2)));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void the_removal_of_a_member_violates_law_4() {
        live();
        bob.event(new LiveEvent.Removal(chat.id, new ChatVersion(2)));
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_message_shown_as_read_too_early_violates_law_5() {
        live();
        bob.event(chat.shown(ForgedChat.read(chat.post(chat.ada))));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void a_mark_beyond_the_delivered_messages_violates_law_5() {
        live();
        chat.post(chat.bob);
        chat.read(chat.ada, 0, 1);
        bob.event(new LiveEvent.ReadMark(chat.id, chat.ada, new MessageId(1)));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void the_own_mark_may_be_ahead_of_the_events() {
        live();
        chat.post(chat.ada);
        chat.read(chat.bob, 0, 1);
        bob.event(new LiveEvent.ReadMark(chat.id, chat.bob, new MessageId(1)));
        bob.event(new LiveEvent.ReadMark(chat.id, chat.bob, new MessageId(1)));
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_mark_that_does_not_rise_violates_law_5() {
        live();
        bob.event(chat.shown(chat.post(chat.bob)));
        chat.read(chat.ada, 0, 1);
        bob.event(new LiveEvent.AllReadMark(chat.id, new MessageId(1)));
        bob.event(new LiveEvent.AllReadMark(chat.id, new MessageId(1)));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void marks_above_the_stored_ones_violate_law_5() {
        chat.post(chat.ada);
        bob.event(new LiveEvent.MarksSummary(
                List.of(new ReadStates.Marks(chat.id, new MessageId(1), MessageId.NONE, 0))));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void a_wrong_count_in_a_chat_violates_law_6() {
        ConnectionLaws fresh = new ConnectionLaws(chat.oracle, chat.bob, Map.of());
        chat.post(chat.ada);
        chat.post(chat.ada);
        fresh.event(new LiveEvent.ChatEntry(chat.id, new ChatVersion(3), chat.view(chat.bob, Role.MEMBER, 0, 1)));
        assertThat(chat.laws()).containsExactly(Law.L6);
    }

    @Test
    void an_event_after_the_departure_violates_law_7() {
        live();
        chat.remove(chat.bob);
        bob.event(new LiveEvent.MemberStates(chat.id, new ChatVersion(2), Optional.empty(), 1));
        assertThat(chat.laws()).containsExactly(Law.L7);
    }

    @Test
    void typing_after_the_removal_violates_law_7() {
        live();
        chat.remove(chat.bob);
        bob.event(new LiveEvent.Removal(chat.id, new ChatVersion(2)));
        assertThat(chat.found).isEmpty();
        bob.event(new LiveEvent.Typing(chat.id, chat.ada));
        assertThat(chat.laws()).containsExactly(Law.L7);
    }

    @Test
    void an_answer_may_follow_the_removal() {
        live();
        Message own = chat.post(chat.bob);
        chat.remove(chat.bob);
        bob.event(new LiveEvent.Removal(chat.id, new ChatVersion(3)));
        bob.sent(ForgedChat.key(1), own);
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_member_who_comes_back_gets_the_chat_again() {
        live();
        chat.remove(chat.bob);
        bob.event(new LiveEvent.Removal(chat.id, new ChatVersion(2)));
        chat.add(chat.bob);
        bob.event(new LiveEvent.ChatEntry(chat.id, new ChatVersion(3), chat.view(chat.bob, Role.MEMBER, 0, 0)));
        bob.event(chat.shown(chat.post(chat.ada)));
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_change_that_does_not_arrive_in_time_violates_timeliness() {
        live();
        chat.post(chat.ada);
        chat.now = ConnectionLaws.TIMELY_WITHIN.toNanos();
        bob.requireTimely(0);
        assertThat(chat.found).isEmpty();
        chat.now += 1;
        bob.requireTimely(Duration.ofSeconds(1).toNanos());
        assertThat(chat.found).isEmpty();
        bob.requireTimely(0);
        assertThat(chat.laws()).containsExactly(Law.TIMELY);
    }
}
