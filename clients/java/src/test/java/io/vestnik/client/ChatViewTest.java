package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatViewTest {
    private static final UUID CHAT = new UUID(1, 1);
    private static final UUID ME = new UUID(2, 1);
    private static final UUID BOB = new UUID(2, 2);
    private static final Instant THEN = Instant.parse("2026-11-22T18:00:00Z");

    private final ChatView view = new ChatView(CHAT, ME, 100);

    @Test
    void the_next_version_applies_an_old_one_does_not_a_later_one_is_a_gap() {
        assertThat(view.apply(event(1, message(1, ME, 1, "a")))).isEqualTo(ChatView.Applied.NEXT);
        assertThat(view.apply(event(1, message(1, ME, 1, "other")))).isEqualTo(ChatView.Applied.OLD);
        assertThat(view.apply(event(4, message(3, ME, 4, "c")))).isEqualTo(ChatView.Applied.AHEAD);

        assertThat(view.version()).isEqualTo(4);
        assertThat(view.messages()).extracting(Message::text).containsExactly("a", "c");
    }

    @Test
    void a_message_is_replaced_only_by_an_equal_or_higher_version() {
        view.load(chat(9), List.of(message(1, BOB, 9, "edited")), true);

        view.apply(event(5, message(1, BOB, 5, "before the edit")));

        assertThat(view.messages()).extracting(Message::text).containsExactly("edited");
        assertThat(view.version()).as("an HTTP answer moved the cursor").isEqualTo(5);
    }

    @Test
    void read_changes_only_from_false_to_true() {
        view.apply(event(1, message(1, ME, 1, "a")));
        view.marks(0, 1);

        view.apply(event(2, message(1, ME, 2, "edited")));

        assertThat(view.messages()).extracting(Message::text).containsExactly("edited");
        assertThat(view.messages()).extracting(Message::read).containsExactly(true);
    }

    @Test
    void all_read_marks_only_the_users_own_messages() {
        view.apply(event(1, message(1, ME, 1, "mine")));
        view.apply(event(2, message(2, BOB, 2, "his")));
        view.apply(event(3, message(3, ME, 3, "later")));

        view.marks(0, 2);

        assertThat(view.messages()).extracting(Message::read).containsExactly(true, false, false);
    }

    @Test
    void marks_never_move_back() {
        view.marks(5, 4);
        view.marks(3, 2);

        assertThat(view.readUpTo()).isEqualTo(5);
        assertThat(view.allReadUpTo()).isEqualTo(4);
    }

    @Test
    void a_read_on_another_device_moves_the_users_mark() {
        view.loadMembers(List.of(member(ME, 0), member(BOB, 0)), 0);

        view.read(ME, 3);
        view.read(BOB, 2);
        view.read(BOB, 1);

        assertThat(view.readUpTo()).isEqualTo(3);
        assertThat(view.members())
                .extracting(Member::userId, Member::readUpTo)
                .containsExactlyInAnyOrder(tuple(ME, 3L), tuple(BOB, 2L));
    }

    @Test
    void unread_counts_undeleted_messages_of_others_after_the_mark() {
        view.apply(event(1, message(1, BOB, 1, "read")));
        view.apply(event(2, message(2, BOB, 2, "unread")));
        view.apply(event(3, message(3, ME, 3, "mine")));
        view.apply(event(4, deleted(4, BOB, 4)));
        view.marks(1, 0);

        assertThat(view.unread()).isEqualTo(1);
    }

    @Test
    void after_a_gap_messages_older_than_the_page_are_dropped() {
        view.apply(event(1, message(1, BOB, 1, "old")));
        view.apply(new ServerFrame.GapEvent(CHAT, 900));
        view.apply(event(901, message(901, BOB, 901, "live while loading")));

        view.load(chat(900), List.of(message(899, BOB, 899, "x"), message(900, BOB, 900, "y")), false);

        assertThat(view.messages()).extracting(Message::id).containsExactly(899L, 900L, 901L);
    }

    @Test
    void an_empty_page_keeps_messages_received_during_the_request() {
        view.apply(event(1, message(1, BOB, 1, "quick")));

        view.load(chat(0), List.of(), true);

        assertThat(view.messages()).hasSize(1);
    }

    @Test
    void only_the_newest_messages_are_kept_despite_old_edits() {
        ChatView small = new ChatView(CHAT, ME, 2);
        small.load(chat(0), List.of(), true);
        for (int id = 1; id <= 4; id++) {
            small.apply(event(id, message(id, BOB, id, "m" + id)));
        }

        small.apply(event(5, message(1, BOB, 5, "edited")));

        assertThat(small.messages()).extracting(Message::id).containsExactly(3L, 4L);
    }

    @Test
    void a_member_list_older_than_an_event_is_ignored() {
        long askedAt = view.memberChanges();
        view.apply(new ServerFrame.MembersEvent(CHAT, 3, List.of(member(BOB, 0)), 2));

        assertThat(view.loadMembers(List.of(member(ME, 0)), askedAt)).isFalse();
        assertThat(view.members()).extracting(Member::userId).containsExactly(BOB);
    }

    @Test
    void a_member_list_requested_before_a_snapshot_is_refused() {
        long beforeSnapshot = view.memberChanges();
        view.apply(new ServerFrame.ChatEvent(CHAT, 9, chat(9)));
        long beforeGap = view.memberChanges();
        assertThat(view.loadMembers(List.of(member(ME, 0)), beforeSnapshot)).isFalse();
        view.apply(new ServerFrame.GapEvent(CHAT, 900));

        assertThat(view.loadMembers(List.of(member(ME, 0)), beforeGap)).isFalse();
        assertThat(view.members()).isEmpty();
    }

    @Test
    void fetched_changes_do_not_undo_a_newer_event() {
        view.loadMembers(List.of(member(ME, 0), member(BOB, 0)), view.memberChanges());
        Member gone = new Member(BOB, "name", null, THEN, 0, 0);

        view.apply(new ServerFrame.MembersEvent(CHAT, 8, List.of(member(BOB, 0)), 2));
        view.fill(new Changes(7, true, null, List.of(gone), List.of()));

        assertThat(view.members()).extracting(Member::userId).containsExactlyInAnyOrder(ME, BOB);
    }

    @Test
    void a_member_list_moves_no_read_mark_back() {
        view.loadMembers(List.of(member(BOB, 0)), view.memberChanges());
        long asked = view.memberChanges();
        view.read(BOB, 5);

        assertThat(view.loadMembers(List.of(member(BOB, 3)), asked)).isTrue();
        assertThat(view.members()).extracting(Member::readUpTo).containsExactly(5L);
    }

    @Test
    void a_repeated_key_adds_the_stored_message_and_moves_no_version() {
        view.apply(event(1, message(1, ME, 1, "a")));

        view.apply(new ServerFrame.Sent("1", 1, true, message(1, ME, 1, "a")));
        view.apply(new ServerFrame.Sent("2", 2, false, message(2, ME, 2, "b")));

        assertThat(view.version()).isEqualTo(2);
        assertThat(view.messages()).hasSize(2);
    }

    @Test
    void a_change_of_shared_fields_keeps_the_users_own_fields() {
        view.load(chat(1), List.of(), true);
        Chat shared = new Chat(CHAT, "group", "new title", ME, THEN, 2, 2, 0, THEN, null, null, null, 0, 0, 0);

        view.apply(new ServerFrame.ChatEvent(CHAT, 2, shared));

        assertThat(view.chat()).isNotNull().satisfies(now -> {
            assertThat(now.title()).isEqualTo("new title");
            assertThat(now.myRole()).isEqualTo("owner");
        });
    }

    private static ServerFrame.MessageEvent event(long version, Message message) {
        return new ServerFrame.MessageEvent(CHAT, version, message);
    }

    private static Message message(long id, UUID sender, long version, @Nullable String text) {
        return new Message(id, CHAT, sender, text, THEN, false, version, null, null, null);
    }

    private static Message deleted(long id, UUID sender, long version) {
        return new Message(id, CHAT, sender, null, THEN, false, version, null, null, THEN);
    }

    private static Member member(UUID user, long readUpTo) {
        return new Member(user, "name", "member", THEN, 0, readUpTo);
    }

    private static Chat chat(long version) {
        return new Chat(CHAT, "group", "title", ME, THEN, 2, version, 0, THEN, null, null, "owner", 0, 0, 0);
    }
}
