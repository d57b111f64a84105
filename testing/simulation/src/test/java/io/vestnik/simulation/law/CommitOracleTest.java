package io.vestnik.simulation.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitOracleTest {
    private final ForgedChat chat = new ForgedChat();

    private void posts(Message message, long key) {
        chat.commit(new ChatEvent.MessagePosted(chat.id, message.version(), message, ForgedChat.key(key)));
    }

    @Test
    void correct_commits_violate_nothing() {
        Message first = chat.post(chat.ada);
        chat.post(chat.bob);
        chat.edit(first, "other");
        chat.read(chat.bob, 0, 2);
        chat.add(chat.eve);
        chat.post(chat.eve);
        chat.remove(chat.eve);
        assertThat(chat.found).isEmpty();
        assertThat(chat.oracle.changes()).isEqualTo(8);
    }

    @Test
    void a_missing_id_violates_law_1() {
        posts(chat.message(2, chat.ada, "text", 2), 2);
        assertThat(chat.laws()).containsExactly(Law.L1);
    }

    @Test
    void a_message_older_than_the_one_before_violates_law_1() {
        Message first = chat.post(chat.ada);
        Message second = chat.message(2, chat.ada, "text", 3);
        posts(
                new Message(
                        second.id(),
                        second.chatId(),
                        second.senderId(),
                        second.text(),
                        first.sentAt().minusMillis(1),
                        false,
                        second.version(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                2);
        assertThat(chat.laws()).containsExactly(Law.L1);
    }

    @Test
    void a_key_used_twice_violates_law_2() {
        chat.post(chat.ada);
        posts(chat.message(2, chat.ada, "text", 3), 1);
        assertThat(chat.laws()).containsExactly(Law.L2);
    }

    @Test
    void two_users_may_use_the_same_key() {
        chat.post(chat.ada);
        posts(chat.message(2, chat.bob, "text", 3), 1);
        assertThat(chat.laws()).isEmpty();
    }

    @Test
    void a_skipped_version_violates_law_4() {
        posts(chat.message(1, chat.ada, "text", 3), 1);
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_changed_sender_violates_law_3() {
        chat.post(chat.ada);
        Message other = chat.message(1, chat.bob, "text 1", 3);
        chat.commit(new ChatEvent.MessageChanged(chat.id, other.version(), other));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void a_mark_that_moves_back_violates_law_5() {
        chat.post(chat.ada);
        chat.post(chat.ada);
        chat.read(chat.bob, 0, 2);
        chat.read(chat.bob, 2, 1);
        assertThat(chat.laws()).contains(Law.L5);
    }

    @Test
    void a_floor_above_the_marks_violates_law_5() {
        chat.post(chat.ada);
        ChatEvent.Floors floors = new ChatEvent.Floors(new MessageId(1), Optional.empty());
        List<ChatEvent.Read> reads = List.of(new ChatEvent.Read(chat.bob, MessageId.NONE, new MessageId(1)));
        chat.commit(new ChatEvent.MarksMoved(chat.id, new MarksVersion(1), new ChatVersion(2), reads, floors, 2));
        assertThat(chat.laws()).containsExactly(Law.L5);
    }

    @Test
    void a_message_of_a_stranger_violates_law_7() {
        chat.post(chat.eve);
        assertThat(chat.laws()).containsExactly(Law.L7);
    }

    @Test
    void a_group_without_owner_violates_law_4() {
        chat.remove(chat.ada);
        assertThat(chat.laws()).containsExactly(Law.L4);
    }

    @Test
    void a_commit_that_the_store_rejects_violates_the_law_of_its_constraint() {
        chat.oracle.rejected("messages_once");
        chat.oracle.rejected("messages_pkey");
        assertThat(chat.laws()).containsExactly(Law.L2, Law.L1);
    }

    @Test
    void the_members_of_a_chat_follow_from_the_commits() {
        assertThat(chat.oracle.members(chat.id)).containsExactly(chat.ada, chat.bob);
        chat.remove(chat.bob);
        assertThat(chat.oracle.members(chat.id)).containsExactly(chat.ada);
    }

    @Test
    void the_state_follows_from_the_commits() {
        Message first = chat.post(chat.ada);
        chat.post(chat.ada);
        chat.post(chat.bob);
        chat.read(chat.bob, 0, 2);
        OracleChat known = chat.oracle.chat(chat.id).orElseThrow();
        assertThat(known.unread(chat.ada, 0, 3, 4)).isEqualTo(1);
        assertThat(known.unread(chat.bob, 2, 3, 4)).isZero();
        assertThat(known.isRead(first)).isTrue();
        assertThat(known.lastIdAt(3)).isEqualTo(2);
        assertThat(known.member(chat.ada).orElseThrow().role()).contains(Role.OWNER);
        chat.remove(chat.bob);
        assertThat(known.isPresent(chat.bob)).isFalse();
        assertThat(known.member(chat.bob).orElseThrow().maySee(4)).isTrue();
        assertThat(known.member(chat.bob).orElseThrow().maySee(5)).isFalse();
    }
}
