package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of catching up with a chat: [io.vestnik.domain.message.MessageLog#changes], and its variant for the
/// repair of feeds.
public abstract class ChangesContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private ChatId group = chatId();

    @BeforeEach
    final void aliceHasAGroupWithBob() {
        alice = person("Alice");
        bob = person("Bob");
        group = group(alice, bob);
    }

    private Changes changes(long after, int limit) {
        return done(store().messageLog().changes(group, bob, new ChatVersion(after), limit));
    }

    private Changes changes(long after, Changes.Bounds bounds) {
        return done(store().messageLog().changes(group, bob, new ChatVersion(after), bounds));
    }

    private static List<Long> versions(Changes changes) {
        return changes.events().stream().map(event -> event.version().value()).toList();
    }

    @Test
    void the_creation_is_one_event_with_all_members() {
        Changes changes = changes(0, 10);

        assertThat(changes.upTo()).isEqualTo(ChatVersion.FIRST);
        assertThat(changes.complete()).isTrue();
        assertThat(changes.events())
                .containsExactly(new ChatEvent.ChatOpened(
                        group, ChatVersion.FIRST, view(bob, group).chat(), members(bob, group)));
    }

    @Test
    void changes_come_in_version_order_in_their_present_state() {
        sends(alice, group, "one");
        sends(alice, group, "two");
        done(edit(alice, group, 1, "uno"));
        done(store().chats().retitle(group, alice, new ChatTitle("renamed")));
        done(store().chats().changeRole(group, alice, bob, Role.ADMIN));

        Changes changes = changes(1, 10);

        assertThat(versions(changes)).containsExactly(3L, 4L, 5L, 6L);
        assertThat(changes.upTo().value()).isEqualTo(6);
        assertThat(changes.complete()).isTrue();
        assertThat(changes.events().get(0))
                .isEqualTo(new ChatEvent.MessageChanged(group, new ChatVersion(3), message(bob, group, 2)));
        assertThat(changes.events().get(1))
                .isEqualTo(new ChatEvent.MessageChanged(group, new ChatVersion(4), message(bob, group, 1)));
        assertThat(changes.events().get(2))
                .isEqualTo(new ChatEvent.ChatRetitled(
                        group, new ChatVersion(5), view(bob, group).chat()));
        assertThat(changes.events().get(3))
                .isEqualTo(new ChatEvent.MembersChanged(
                        group,
                        new ChatVersion(6),
                        view(bob, group).chat(),
                        List.of(member(bob, group, bob)),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void a_title_change_replaces_the_creation() {
        done(store().chats().retitle(group, alice, new ChatTitle("renamed")));

        assertThat(changes(0, 10).events().get(0)).isInstanceOf(ChatEvent.MembersChanged.class);
        assertThat(versions(changes(0, 10))).containsExactly(1L, 2L);
    }

    @Test
    void a_former_member_has_no_role_in_the_changes() {
        UserId carol = person("Carol");
        adds(alice, group, carol);
        removes(alice, group, carol);

        assertThat(changes(1, 10).events()).singleElement().satisfies(event -> {
            assertThat(event).isInstanceOf(ChatEvent.MembersChanged.class);
            assertThat(((ChatEvent.MembersChanged) event).members())
                    .singleElement()
                    .satisfies(member -> {
                        assertThat(member.userId()).isEqualTo(carol);
                        assertThat(member.present()).isFalse();
                    });
        });
    }

    @Test
    void a_thousand_edits_of_one_message_cost_one_row() {
        sends(alice, group, "0");
        for (int i = 1; i <= 1000; i++) {
            done(edit(alice, group, 1, Integer.toString(i)));
        }

        assertThat(versions(changes(1, 10))).containsExactly(1002L);
    }

    @Test
    void a_page_ends_at_the_limit_and_the_next_page_continues() {
        for (int i = 0; i < 10; i++) {
            sends(alice, group, "message " + i);
        }

        Changes first = changes(1, 4);
        assertThat(versions(first)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(first.upTo().value()).isEqualTo(5);
        assertThat(first.complete()).isFalse();
        Changes last = changes(9, 4);
        assertThat(versions(last)).containsExactly(10L, 11L);
        assertThat(last.complete()).isTrue();
    }

    @Test
    void a_page_that_the_last_change_fills_is_complete() {
        sends(alice, group, "one");
        sends(alice, group, "two");

        Changes changes = changes(1, 2);
        assertThat(versions(changes)).containsExactly(2L, 3L);
        assertThat(changes.complete()).isTrue();
    }

    @Test
    void the_rows_of_one_version_are_never_separated() {
        adds(alice, group, person("Carol"), person("Dave"), person("Erin"));
        sends(alice, group, "hi");

        Changes first = changes(1, 2);
        assertThat(first.events()).singleElement().isInstanceOf(ChatEvent.MembersChanged.class);
        assertThat(((ChatEvent.MembersChanged) first.events().getFirst()).members())
                .hasSize(3);
        assertThat(first.upTo().value()).isEqualTo(2);
        assertThat(first.complete()).isFalse();
    }

    @Test
    void after_the_present_or_a_later_version_there_are_no_changes() {
        assertThat(changes(1, 10)).isEqualTo(new Changes(ChatVersion.FIRST, true, List.of()));
        assertThat(changes(99, 10)).isEqualTo(new Changes(ChatVersion.FIRST, true, List.of()));
    }

    @Test
    void a_read_takes_no_version() {
        sends(alice, group, "hi");
        reads(bob, group, 1);

        assertThat(version(bob, group)).isEqualTo(2);
    }

    @Test
    void law_7_a_former_member_gets_no_changes() {
        removes(bob, group, bob);

        assertRefused(store().messageLog().changes(group, bob, ChatVersion.NONE, 10), Refusal.CHAT_NOT_FOUND);
    }

    @Test
    void changes_for_repair_are_the_same_without_a_viewer() {
        sends(alice, group, "hi");

        assertThat(store().messageLog().changesForRepair(group, ChatVersion.NONE, 10))
                .contains(changes(0, 10));
        done(store().chats().delete(group, alice));
        assertThat(store().messageLog().changesForRepair(group, ChatVersion.NONE, 10))
                .isEmpty();
        assertThat(store().messageLog().changesForRepair(chatId(), ChatVersion.NONE, 10))
                .isEmpty();
    }

    @Test
    void changes_end_with_the_message_that_reaches_the_bound_of_bytes() {
        // Each text has four bytes in UTF-8, and two or four characters in Java.
        List.of("🎉", "🎈", "яя", "abcd", "🎁").forEach(text -> sends(alice, group, text));

        Changes first = changes(1, new Changes.Bounds(10, 9));
        assertThat(versions(first)).containsExactly(2L, 3L, 4L);
        assertThat(first.complete()).isFalse();
        assertThat(first.upTo()).isEqualTo(new ChatVersion(4));

        Changes exactly = changes(1, new Changes.Bounds(10, 8));
        assertThat(versions(exactly)).containsExactly(2L, 3L);
        assertThat(exactly.complete()).isFalse();

        Changes all = changes(1, new Changes.Bounds(10, 20));
        assertThat(versions(all)).containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(all.complete()).isTrue();
    }

    @Test
    void a_message_larger_than_the_bound_of_bytes_is_returned_alone() {
        sends(alice, group, "first");
        sends(alice, group, "second");

        Changes changes = changes(1, new Changes.Bounds(10, 1));

        assertThat(versions(changes)).containsExactly(2L);
        assertThat(changes.complete()).isFalse();
        Changes last = changes(2, new Changes.Bounds(10, 1));
        assertThat(versions(last)).containsExactly(3L);
        assertThat(last.complete()).isTrue();
    }

    @Test
    void edits_and_the_title_stay_in_version_order_under_the_bound_of_bytes() {
        List.of("one1", "two2", "tri3").forEach(text -> sends(alice, group, text));
        done(edit(alice, group, 1, "uno1"));
        done(store().chats().retitle(group, alice, new ChatTitle("renamed")));
        done(edit(alice, group, 2, "due2"));

        Changes changes = changes(1, new Changes.Bounds(10, 8));
        assertThat(versions(changes)).containsExactly(4L, 5L);
        assertThat(changes.complete()).isFalse();

        Changes next = changes(changes.upTo().value(), new Changes.Bounds(10, 1));
        assertThat(versions(next)).containsExactly(6L, 7L);
        assertThat(next.complete()).isTrue();
    }

    @Test
    void pages_return_a_long_log_of_edited_messages_completely() {
        int messages = 7_000;
        posts(group, messages, i -> alice);
        List<CompletionStage<Outcome<Message>>> edits = new ArrayList<>();
        for (long id = 1; id <= messages; id++) {
            // Every thousandth message stays unchanged; message 1 is edited in its place.
            long edited = id % 1_000 == 0 ? 1 : id;
            edits.add(store().messageLog()
                    .edit(new MessageLog.Edit(group, alice, new MessageId(edited), new MessageText("edit " + id))));
            if (edits.size() == AT_ONCE) {
                edits.forEach(edit -> done(await(edit)));
                edits.clear();
            }
        }
        edits.forEach(edit -> done(await(edit)));

        ChangesReader reader = new ChangesReader(store(), group, bob);
        for (long after : List.of(0L, 1L, 300L, 3_000L, 7_001L, 9_000L)) {
            List<Message> expected = done(store().messageLog().history(group, bob, 0, WHOLE_LOG)).messages().stream()
                    .filter(message -> message.version().value() > after)
                    .sorted(Comparator.comparing(Message::version))
                    .toList();
            List<Message> found = reader.readAll(new ChatVersion(after), 500).stream()
                    .filter(ChatEvent.MessageChanged.class::isInstance)
                    .map(event -> ((ChatEvent.MessageChanged) event).message())
                    .toList();
            assertThat(found).as("after %d", after).isEqualTo(expected);
        }
    }
}
