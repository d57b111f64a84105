package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.read.ReadStates.Marks;
import io.vestnik.domain.read.ReadStates.Reader;
import io.vestnik.domain.read.ReadStates.Readers;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of reading: read marks, `unread`, `read`, `allReadUpTo` and the readers of a message.
public abstract class ReadStatesContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private UserId carol = alice;
    private ChatId direct = chatId();
    private ChatId group = chatId();

    @BeforeEach
    final void aliceAndBobHaveAChatAndAGroupWithCarol() {
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
        direct = direct(alice, bob);
        group = group(alice, bob, carol);
    }

    private void sends(UserId sender, ChatId chat, int messages) {
        for (int i = 0; i < messages; i++) {
            sends(sender, chat, "message");
        }
    }

    private boolean read(ChatId chat, long id) {
        return message(alice, chat, id).read();
    }

    private long allReadUpTo(UserId author, ChatId chat) {
        return view(author, chat).me().allReadUpTo().value();
    }

    @Test
    void a_mark_moves_to_the_read_message_and_is_published() {
        sends(alice, direct, 3);

        assertThat(reads(bob, direct, 2)).isEqualTo(2);
        assertThat(view(bob, direct).me().readUpTo()).isEqualTo(new MessageId(2));
        ChatEvent.MarksMoved moved = published(direct, ChatEvent.MarksMoved.class, event -> true);
        assertThat(moved.reads()).containsExactly(new ChatEvent.Read(bob, MessageId.NONE, new MessageId(2)));
        assertThat(moved.marksVersion()).isEqualTo(new MarksVersion(1));
        assertThat(moved.memberCount()).isEqualTo(2);
    }

    @Test
    void law_5_a_mark_never_moves_back_and_an_unmoved_mark_is_not_published() {
        sends(alice, direct, 3);
        reads(bob, direct, 3);

        assertThat(reads(bob, direct, 1)).isEqualTo(3);
        assertThat(reads(bob, direct, 3)).isEqualTo(3);
        assertThat(reads(bob, direct, 0)).isEqualTo(3);
        assertThat(store().chats().snapshots(bob))
                .filteredOn(snapshot -> snapshot.chat().id().equals(direct))
                .allMatch(snapshot -> snapshot.marksVersion().equals(new MarksVersion(1)));
    }

    @Test
    void a_mark_never_moves_past_the_last_message() {
        sends(alice, direct, 2);

        assertThat(reads(bob, direct, Long.MAX_VALUE)).isEqualTo(2);
        sends(alice, direct, 1);
        assertThat(view(bob, direct).unread()).isEqualTo(1);
        assertThat(reads(bob, group, 5)).isZero();
    }

    @Test
    void law_7_a_non_member_reads_nothing() {
        sends(alice, direct, 1);
        assertRefused(await(store().readStates().advance(direct, carol, new MessageId(1))), Refusal.CHAT_NOT_FOUND);
        assertRefused(await(store().readStates().advance(chatId(), alice, new MessageId(1))), Refusal.CHAT_NOT_FOUND);
        assertThat(store().readStates().marks(carol, List.of(direct))).isEmpty();
    }

    @Test
    void in_a_direct_chat_a_message_is_read_once_the_other_side_read_it() {
        sends(alice, direct, 2);
        assertThat(read(direct, 1)).isFalse();
        reads(bob, direct, 1);

        assertThat(read(direct, 1)).isTrue();
        assertThat(read(direct, 2)).isFalse();
        assertThat(allReadUpTo(alice, direct)).isEqualTo(1);
    }

    @Test
    void in_a_group_a_message_is_read_once_all_other_members_read_it() {
        sends(alice, group, 1);
        reads(bob, group, 1);
        assertThat(read(group, 1)).isFalse();
        reads(carol, group, 1);

        assertThat(read(group, 1)).isTrue();
        assertThat(allReadUpTo(alice, group)).isEqualTo(1);
    }

    @Test
    void the_authors_own_mark_does_not_matter() {
        sends(alice, direct, 2);
        reads(alice, direct, 1);
        assertThat(read(direct, 1)).isFalse();
        reads(bob, direct, 2);

        assertThat(read(direct, 2)).isTrue();
    }

    @Test
    void sending_a_message_does_not_read_crossing_messages() {
        sends(alice, direct, 1);
        sends(bob, direct, 1);
        sends(alice, direct, 1);

        assertThat(read(direct, 1)).isFalse();
        assertThat(read(direct, 2)).isFalse();
        assertThat(view(bob, direct).unread()).isEqualTo(2);
        assertThat(view(alice, direct).unread()).isEqualTo(1);
        assertThat(view(bob, direct).me().readUpTo()).isEqualTo(MessageId.NONE);
    }

    @Test
    void law_6_unread_is_exact_at_every_position_of_a_long_log() {
        List<UserId> people = List.of(alice, bob, carol);
        Random random = new Random(6);
        posts(group, 500, i -> people.get(random.nextInt(3)));
        deletesSome(random, 500);
        posts(group, 500, i -> alice);
        deletesSome(random, 1000);
        posts(group, 600, i -> people.get(random.nextInt(3)));
        List<Message> log =
                done(store().messageLog().history(group, alice, 0, WHOLE_LOG)).messages();

        for (long mark = 0; mark <= 1600; mark += 1 + random.nextInt(60)) {
            MessageId readUpTo = new MessageId(reads(bob, group, mark));
            long unread = log.stream()
                    .filter(message -> message.id().isAfter(readUpTo))
                    .filter(message -> !message.senderId().equals(bob) && !message.deleted())
                    .count();
            assertThat(view(bob, group).unread())
                    .as("unread after %s", readUpTo)
                    .isEqualTo((int) Math.min(1000, unread));
        }
    }

    private void deletesSome(Random random, int last) {
        for (int i = 0; i < 100; i++) {
            int id = 1 + random.nextInt(last);
            done(delete(message(alice, group, id).senderId(), group, id));
        }
    }

    @Test
    void a_new_member_does_not_affect_whether_older_messages_are_read() {
        sends(alice, group, 1);
        reads(bob, group, 1);
        UserId dave = person("Dave");
        adds(alice, group, dave);
        assertThat(read(group, 1)).isFalse();
        reads(carol, group, 1);

        assertThat(read(group, 1)).isTrue();
    }

    @Test
    void a_new_member_must_read_later_messages() {
        UserId dave = person("Dave");
        adds(alice, group, dave);
        sends(alice, group, 1);
        reads(bob, group, 1);
        reads(carol, group, 1);
        assertThat(read(group, 1)).isFalse();
        reads(dave, group, 1);

        assertThat(read(group, 1)).isTrue();
    }

    @Test
    void a_departure_turns_messages_read_and_is_published_as_a_move() {
        sends(alice, group, 1);
        reads(bob, group, 1);
        removes(alice, group, carol);

        assertThat(read(group, 1)).isTrue();
        ChatEvent.MarksMoved moved = published(
                group, ChatEvent.MarksMoved.class, event -> event.reads().isEmpty());
        assertThat(moved.marksVersion()).isEqualTo(new MarksVersion(2));
        assertThat(moved.memberCount()).isEqualTo(2);
        assertThat(moved.version())
                .as("a move by a departure is not older than the departure")
                .isEqualTo(view(bob, group).chat().version());
    }

    @Test
    void the_listener_of_a_read_is_called_before_its_event_is_published() {
        sends(alice, group, 2);
        List<ReadStates.Moved> notified = new CopyOnWriteArrayList<>();
        AtomicInteger publishedBefore = new AtomicInteger(-1);
        CommitListener<ReadStates.Moved> listener = moved -> {
            publishedBefore.set(events().of(group, ChatEvent.MarksMoved.class).size());
            notified.add(moved);
        };

        done(await(store().readStates().advance(group, bob, new MessageId(2), listener)));
        assertThat(notified)
                .as("before the stage completes")
                .containsExactly(new ReadStates.Moved(new MarksVersion(1), new MessageId(2)));
        assertThat(publishedBefore).hasValue(0);
        done(await(store().readStates().advance(group, bob, new MessageId(1), listener)));
        assertThat(notified).as("not called when the mark stays").hasSize(1);
        published(group, ChatEvent.MarksMoved.class, event -> true);
    }

    @Test
    void a_move_carries_the_version_of_its_chat() {
        sends(alice, group, 2);
        reads(bob, group, 1);
        removes(alice, group, carol);
        reads(bob, group, 2);

        ChatEvent.MarksMoved moved = published(
                group,
                ChatEvent.MarksMoved.class,
                event -> event.reads().stream().anyMatch(read -> read.to().equals(new MessageId(2))));
        assertThat(moved.version()).isEqualTo(view(bob, group).chat().version());
    }

    @Test
    void a_departure_without_effect_on_marks_is_not_published_as_a_move() {
        removes(alice, group, carol);
        assertThat(store().chats().snapshotsIn(group, people(alice)))
                .allMatch(snapshot -> snapshot.marksVersion().equals(MarksVersion.NONE));
    }

    @Test
    void messages_sent_while_alone_become_read_at_the_next_read() {
        ChatId own = group(alice);
        sends(alice, own, 2);
        reads(alice, own, 1);
        assertThat(read(own, 1)).isFalse();
        adds(alice, own, bob, carol);
        assertThat(read(own, 1)).isFalse();
        reads(alice, own, 2);

        assertThat(read(own, 1)).isTrue();
        assertThat(read(own, 2)).isTrue();
    }

    @Test
    void an_unread_message_stays_unread_when_all_others_leave() {
        sends(alice, direct, 1);
        ChatId pair = group(alice, bob);
        sends(alice, pair, 1);
        removes(bob, pair, bob);

        assertThat(read(pair, 1)).isFalse();
        assertThat(allReadUpTo(alice, pair)).isZero();
    }

    @Test
    void law_5_a_read_message_stays_read_when_members_join_and_leave() {
        sends(alice, group, 1);
        reads(bob, group, 1);
        reads(carol, group, 1);
        adds(alice, group, person("Dave"));
        removes(bob, group, bob);
        done(store().chats().changeRole(group, alice, carol, Role.OWNER));
        removes(alice, group, alice);
        adds(carol, group, alice, bob);

        assertThat(read(group, 1)).isTrue();
        assertThat(allReadUpTo(alice, group)).isEqualTo(1);
    }

    @Test
    void messages_of_a_former_member_become_read_by_all_remaining_members() {
        sends(carol, group, 2);
        reads(bob, group, 1);
        removes(carol, group, carol);
        assertThat(read(group, 1)).isFalse();
        reads(alice, group, 2);

        assertThat(read(group, 1)).isTrue();
        assertThat(read(group, 2)).isFalse();
        removes(alice, group, bob);
        assertThat(read(group, 2)).isTrue();
    }

    @Test
    void a_returning_author_keeps_read_states_reached_while_away() {
        sends(carol, group, 2);
        removes(carol, group, carol);
        reads(alice, group, 2);
        reads(bob, group, 1);
        adds(alice, group, carol);

        assertThat(allReadUpTo(carol, group)).isEqualTo(1);
        assertThat(read(group, 1)).isTrue();
        assertThat(read(group, 2)).isFalse();
    }

    @Test
    void a_returning_author_keeps_messages_read_by_the_only_other_member() {
        ChatId pair = group(alice, bob);
        sends(bob, pair, 2);
        removes(bob, pair, bob);
        reads(alice, pair, 1);
        adds(alice, pair, bob);

        assertThat(allReadUpTo(bob, pair)).isEqualTo(1);
        assertThat(read(pair, 1)).isTrue();
        assertThat(read(pair, 2)).isFalse();
    }

    @Test
    void each_author_has_an_own_all_read_mark() {
        sends(alice, group, 1);
        sends(bob, group, 1);
        sends(carol, group, 1);
        reads(alice, group, 3);
        reads(bob, group, 3);

        assertThat(allReadUpTo(alice, group)).isZero();
        assertThat(allReadUpTo(bob, group)).isZero();
        assertThat(allReadUpTo(carol, group)).isEqualTo(3);
        assertThat(read(group, 3)).isTrue();
        assertThat(read(group, 1)).isFalse();
    }

    @Test
    void two_concurrent_reads_both_count() {
        for (int round = 1; round <= 50; round++) {
            sends(alice, group, 1);
            List<CompletionStage<?>> reads = new ArrayList<>();
            reads.add(store().readStates().advance(group, bob, new MessageId(round)));
            reads.add(store().readStates().advance(group, carol, new MessageId(round)));
            reads.forEach(StoreContract::await);
            assertThat(read(group, round)).as("round %d", round).isTrue();
        }
    }

    @Test
    void unread_counts_messages_of_others_after_the_mark_that_are_not_deleted() {
        sends(alice, group, 3);
        sends(bob, group, 1);
        sends(carol, group, 2);
        done(delete(alice, group, 2));
        assertThat(view(bob, group).unread()).isEqualTo(4);
        reads(bob, group, 3);
        assertThat(view(bob, group).unread()).isEqualTo(2);
        done(delete(carol, group, 6));

        assertThat(view(bob, group).unread()).isEqualTo(1);
        assertThat(store().readStates().marks(bob, List.of(group)))
                .containsExactly(new Marks(group, new MessageId(3), MessageId.NONE, 1));
    }

    @Test
    void reading_past_deleted_messages_reads_them() {
        sends(alice, direct, 3);
        done(delete(alice, direct, 3));

        assertThat(reads(bob, direct, 3)).isEqualTo(3);
        assertThat(read(direct, 3)).isTrue();
        assertThat(view(bob, direct).unread()).isZero();
    }

    @Test
    void unread_is_exact_up_to_999_and_1000_beyond() {
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int i = 0; i < ChatView.UNREAD_EXACT_MAX + 3; i++) {
            sent.add(append(draft(alice, direct, "message " + i)));
        }
        sent.forEach(StoreContract::await);
        assertThat(view(bob, direct).unread()).isEqualTo(1000);
        reads(bob, direct, 2);
        assertThat(view(bob, direct).unread()).isEqualTo(1000);
        reads(bob, direct, 3);
        assertThat(view(bob, direct).unread()).isEqualTo(999);
        assertThat(view(alice, direct).unread()).isZero();
    }

    @Test
    void marks_are_returned_for_requested_chats_of_the_user_only() {
        sends(alice, direct, 1);
        ChatId others = group(alice, carol);
        removes(alice, group, bob);

        assertThat(store().readStates().marks(bob, List.of(direct, group, others, chatId(), direct)))
                .containsExactly(new Marks(direct, MessageId.NONE, MessageId.NONE, 1));
        assertThat(store().readStates().marks(bob, List.of())).isEmpty();
    }

    @Test
    void readers_are_the_other_members_at_sending_time_who_have_read() {
        sends(alice, group, 1);
        UserId dave = person("Dave");
        adds(alice, group, dave);
        reads(alice, group, 1);
        Readers none = readers(group, 1, 10);
        assertThat(none.page().items()).isEmpty();
        assertThat(none.required()).isEqualTo(2);
        reads(carol, group, 1);
        assertThat(readers(group, 1, 10).page().items())
                .extracting(Reader::userId)
                .containsExactly(carol);
        assertThat(readers(group, 1, 10).page().items().getFirst().name().value())
                .isEqualTo("Carol");
        reads(bob, group, 1);
        removes(alice, group, carol);

        assertThat(readers(group, 1, 10).page().items())
                .extracting(Reader::userId)
                .containsExactly(bob);
        assertThat(readers(group, 1, 10).required()).isEqualTo(1);
    }

    @Test
    void readers_are_listed_page_by_page_in_order_of_user_id() {
        UserId dave = person("Dave");
        adds(alice, group, dave);
        sends(alice, group, 1);
        List.of(bob, carol, dave).forEach(reader -> reads(reader, group, 1));

        List<UserId> listed = new ArrayList<>();
        Readers readers = readers(group, 1, 1);
        listed.add(readers.page().items().getFirst().userId());
        while (readers.page().next().isPresent()) {
            readers = done(store().readStates()
                    .readers(group, bob, new MessageId(1), 1, readers.page().next()));
            assertThat(readers.required()).isEqualTo(3);
            readers.page().items().forEach(reader -> listed.add(reader.userId()));
        }
        assertThat(listed).isSorted().containsExactlyInAnyOrder(bob, carol, dave);
    }

    @Test
    void a_missing_message_has_no_readers() {
        assertRefused(
                store().readStates().readers(group, bob, new MessageId(1), 10, Optional.empty()),
                Refusal.MESSAGE_NOT_FOUND);
    }

    private Readers readers(ChatId chat, long id, int limit) {
        return done(store().readStates().readers(chat, bob, new MessageId(id), limit, Optional.empty()));
    }
}
