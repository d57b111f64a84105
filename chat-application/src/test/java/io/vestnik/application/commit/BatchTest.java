package io.vestnik.application.commit;

import static io.vestnik.application.commit.ReadRows.ALICE;
import static io.vestnik.application.commit.ReadRows.BOB;
import static io.vestnik.application.commit.ReadRows.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.MessageChanged;
import io.vestnik.domain.event.ChatEvent.MessagePosted;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The decisions of a batch on rows that a store has read.
final class BatchTest {
    private static final ChatId CHAT = ReadRows.chatId(1);
    private static final ChatId OTHER = ReadRows.chatId(2);

    private final LockedRows rows = new LockedRows();
    private int keys;

    @Test
    void chats_are_locked_in_the_order_of_their_ids_once_each() {
        Batch batch = batch(post(draft(OTHER, "1")), post(draft(CHAT, "2")), post(draft(OTHER, "3")));

        assertThat(batch.chatIds()).containsExactly(CHAT, OTHER);
        assertThat(batch.members()).containsExactly(new MemberRef(OTHER, ALICE), new MemberRef(CHAT, ALICE));
    }

    @Test
    void messages_take_the_next_ids_and_versions_in_the_submitted_order() {
        read(CHAT, 5);
        QueuedChange.Post first = post(draft(CHAT, "first"));
        QueuedChange.Post second = post(draft(CHAT, "second"));
        Batch batch = batch(first, second);

        batch.decide();

        List<Message> posted =
                rows.posted().stream().map(LoggedMessage::present).toList();
        assertThat(posted).extracting(Message::id).containsExactly(new MessageId(6), new MessageId(7));
        assertThat(posted).extracting(Message::version).containsExactly(new ChatVersion(7), new ChatVersion(8));
        assertThat(rows.events()).hasOnlyElementsOfType(MessagePosted.class).hasSize(2);
        assertThat(first.stage()).isNotDone();
        answer(batch);
        assertThat(stored(first).text()).contains(new MessageText("first"));
        assertThat(stored(second).id()).isEqualTo(new MessageId(7));
        assertThat(batch.decided()).isEqualTo(2);
    }

    @Test
    void a_key_is_stored_once_within_a_batch() {
        read(CHAT, 0);
        Draft draft = draft(CHAT, "once");
        QueuedChange.Post first = post(draft);
        QueuedChange.Post again = post(draft);
        QueuedChange.Post other = post(withText(draft, "other content"));
        Batch batch = batch(first, again, other);

        batch.decide();
        answer(batch);

        assertThat(rows.posted()).hasSize(1);
        assertThat(again.stage().join()).isEqualTo(new Appended.Repeated(stored(first)));
        assertThat(other.stage().join()).isEqualTo(new Appended.Refused(Refusal.KEY_REUSED));
        assertThat(batch.repeats()).isOne();
    }

    @Test
    void a_stored_key_returns_the_stored_message() {
        read(CHAT, 3);
        Draft draft = draft(CHAT, "sent before");
        QueuedChange.Post repeat = post(draft);
        Batch batch = batch(post(draft(CHAT, "new")), repeat);
        batch.foundKey(1, new Posting.StoredKey(new MessageId(2), ContentHash.of(draft.text(), draft.replyTo())));
        assertThat(batch.messages()).containsExactly(new MessageRef(CHAT, new MessageId(2)));
        Message before = ReadRows.message(CHAT, 2, ALICE, "edited since");
        rows.add(before);

        batch.decide();
        answer(batch);

        assertThat(repeat.stage().join()).isEqualTo(new Appended.Repeated(before));
        assertThat(rows.posted()).hasSize(1);
    }

    @Test
    void the_changes_of_a_locked_chat_stay_undecided_in_order() {
        read(CHAT, 0);
        QueuedChange.Post free = post(draft(CHAT, "free"));
        QueuedChange.Post first = post(draft(OTHER, "first"));
        QueuedChange.Amend second = edit(OTHER, 1, "second");
        Batch batch = batch(first, free, second);
        assertThat(batch.missing()).containsExactly(OTHER);
        batch.locked(OTHER);
        assertThat(batch.messages()).isEmpty();

        batch.decide();
        answer(batch);

        assertThat(batch.undecided()).containsExactly(first, second);
        assertThat(batch.decided()).isOne();
        assertThat(stored(free).id()).isEqualTo(new MessageId(1));
        assertThat(first.stage()).isNotDone();
        assertThat(second.stage()).isNotDone();
    }

    @Test
    void a_chat_that_does_not_exist_and_a_chat_of_others_are_not_found() {
        read(CHAT, 1);
        QueuedChange.Post elsewhere = post(draft(OTHER, "nowhere"));
        QueuedChange.Post stranger = post(draft(CHAT, CAROL, "hello"));
        QueuedChange.Amend edit = edit(OTHER, 1, "nowhere");
        QueuedChange.Advance mark = advance(CHAT, CAROL, 1, CommitListener.none());
        Batch batch = batch(elsewhere, stranger, edit, mark);

        batch.decide();
        answer(batch);

        assertThat(elsewhere.stage().join()).isEqualTo(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        assertThat(stranger.stage().join()).isEqualTo(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        assertThat(edit.stage().join()).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(mark.stage().join()).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(rows.events()).isEmpty();
        assertThat(rows.publishes()).isFalse();
    }

    @Test
    void a_message_of_the_batch_can_be_edited_and_answered() {
        read(CHAT, 0);
        QueuedChange.Post post = post(draft(CHAT, "draft"));
        QueuedChange.Amend edit = edit(CHAT, 1, "final");
        QueuedChange.Amend same = edit(CHAT, 1, "final");
        QueuedChange.Post reply = post(reply(CHAT, 1));
        QueuedChange.Amend deletion = delete(CHAT, 1);
        QueuedChange.Post late = post(reply(CHAT, 1));
        QueuedChange.Post nothing = post(reply(CHAT, 9));
        Batch batch = batch(post, edit, same, reply, deletion, late, nothing);

        batch.decide();
        answer(batch);

        assertThat(stored(post).text()).contains(new MessageText("draft"));
        assertThat(done(edit).version()).isEqualTo(new ChatVersion(3));
        assertThat(done(same)).isEqualTo(done(edit));
        assertThat(stored(reply).version()).isEqualTo(new ChatVersion(4));
        assertThat(done(deletion).deleted()).isTrue();
        assertThat(late.stage().join()).isEqualTo(new Appended.Refused(Refusal.MESSAGE_DELETED));
        assertThat(nothing.stage().join()).isEqualTo(new Appended.Refused(Refusal.MESSAGE_NOT_FOUND));
        assertThat(rows.amended()).isEmpty();
        assertThat(rows.posted().get(0).present().text()).isEmpty();
        assertThat(rows.events().stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly("MessagePosted", "MessageChanged", "MessagePosted", "MessageChanged");
    }

    @Test
    void an_edit_of_a_stored_message_is_written_and_published() {
        read(CHAT, 1);
        QueuedChange.Amend edit = edit(CHAT, 1, "new text");
        Batch batch = batch(edit);
        assertThat(batch.messages()).containsExactly(new MessageRef(CHAT, new MessageId(1)));
        rows.add(ReadRows.message(CHAT, 1, ALICE, "old text"));

        batch.decide();
        answer(batch);

        assertThat(rows.amended()).containsExactly(done(edit));
        assertThat(rows.posted()).isEmpty();
        assertThat(rows.events()).containsExactly(new MessageChanged(CHAT, new ChatVersion(3), done(edit)));
    }

    @Test
    void the_time_of_a_message_never_decreases_and_is_never_in_the_future() {
        read(CHAT, 1);
        QueuedChange.Post early = imported(draft(CHAT, "early"), ReadRows.LAST_SENT.minusSeconds(5));
        QueuedChange.Post between = imported(draft(CHAT, "between"), ReadRows.LAST_SENT.plusSeconds(5));
        QueuedChange.Post future = imported(draft(CHAT, "future"), ReadRows.NOW.plusSeconds(5));
        Batch batch = batch(early, between, future);

        batch.decide();
        answer(batch);

        assertThat(stored(early).sentAt()).isEqualTo(ReadRows.LAST_SENT);
        assertThat(stored(between).sentAt()).isEqualTo(ReadRows.LAST_SENT.plusSeconds(5));
        assertThat(stored(future).sentAt()).isEqualTo(ReadRows.NOW);
    }

    @Test
    void a_read_mark_moves_forward_only_and_ends_at_the_last_message() {
        read(CHAT, 5);
        List<ReadStates.Moved> moved = new ArrayList<>();
        QueuedChange.Advance first = advance(CHAT, BOB, 3, moved::add);
        QueuedChange.Advance back = advance(CHAT, BOB, 2, moved::add);
        QueuedChange.Advance beyond = advance(CHAT, BOB, 9, moved::add);
        Batch batch = batch(first, back, beyond);

        batch.decide();
        assertThat(rows.publishes()).isTrue();
        List<LockedRows.Raise> raises = rows.decideFloors(false, raise -> {
            throw new AssertionError("a mark moved, so the batch contains the raise");
        });
        assertThat(raises).isEmpty();
        assertThat(moved).isEmpty();
        batch.listeners().forEach(Runnable::run);
        answer(batch);

        assertThat(first.stage().join()).isEqualTo(Outcome.done(new MessageId(3)));
        assertThat(back.stage().join()).isEqualTo(Outcome.done(new MessageId(3)));
        assertThat(beyond.stage().join()).isEqualTo(Outcome.done(new MessageId(5)));
        assertThat(moved)
                .containsExactly(
                        new ReadStates.Moved(new MarksVersion(1), new MessageId(3)),
                        new ReadStates.Moved(new MarksVersion(1), new MessageId(5)));
        assertThat(rows.events()).singleElement().isInstanceOfSatisfying(MarksMoved.class, event -> {
            assertThat(event.reads()).containsExactly(new ChatEvent.Read(BOB, MessageId.NONE, new MessageId(5)));
            assertThat(event.marksVersion()).isEqualTo(new MarksVersion(1));
        });
        assertThat(rows.changedMembers()).extracting(MemberRow::readUpTo).contains(new MessageId(5));
    }

    @Test
    void listeners_and_answers_have_the_order_of_the_changes() {
        read(CHAT, 0);
        List<String> happened = new ArrayList<>();
        List<QueuedChange> writes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String text = "message " + i;
            QueuedChange.Post post = post(draft(CHAT, text).notifying(message -> happened.add("listener of " + text)));
            CompletableFuture<?> unused = post.stage().thenRun(() -> happened.add("answer of " + text));
            writes.add(post);
        }
        Batch batch = new Batch(writes, rows);

        batch.decide();
        batch.listeners().forEach(Runnable::run);
        answer(batch);

        assertThat(happened)
                .containsExactly(
                        "listener of message 0",
                        "listener of message 1",
                        "listener of message 2",
                        "answer of message 0",
                        "answer of message 1",
                        "answer of message 2");
    }

    /// Adds a chat of Alice and Bob as it was read.
    private void read(ChatId chat, int last) {
        rows.now(ReadRows.NOW);
        rows.add(ReadRows.chatOfTwo(chat, last));
        rows.add(ReadRows.member(chat, ALICE));
        rows.add(ReadRows.member(chat, BOB));
    }

    private Batch batch(QueuedChange... writes) {
        return new Batch(List.of(writes), rows);
    }

    private static void answer(Batch batch) {
        batch.answers().forEach(Runnable::run);
    }

    private Draft draft(ChatId chat, String text) {
        return draft(chat, ALICE, text);
    }

    private Draft draft(ChatId chat, UserId sender, String text) {
        return Draft.of(chat, sender, key(), new MessageText(text), Optional.empty());
    }

    private Draft reply(ChatId chat, int to) {
        return Draft.of(chat, ALICE, key(), new MessageText("reply"), Optional.of(new MessageId(to)));
    }

    private MessageKey key() {
        return new MessageKey(new UUID(2, ++keys));
    }

    private static Draft withText(Draft draft, String text) {
        return Draft.of(draft.chatId(), draft.senderId(), draft.key(), new MessageText(text), draft.replyTo());
    }

    private static QueuedChange.Post post(Draft draft) {
        return new QueuedChange.Post(draft, Optional.empty(), new CompletableFuture<>());
    }

    private static QueuedChange.Post imported(Draft draft, Instant at) {
        return new QueuedChange.Post(draft, Optional.of(at), new CompletableFuture<>());
    }

    private static QueuedChange.Amend edit(ChatId chat, int id, String text) {
        return new QueuedChange.Amend(
                chat,
                ALICE,
                new MessageId(id),
                Optional.of(new MessageText(text)),
                Optional.empty(),
                new CompletableFuture<>());
    }

    private static QueuedChange.Amend delete(ChatId chat, int id) {
        return new QueuedChange.Amend(
                chat, ALICE, new MessageId(id), Optional.empty(), Optional.empty(), new CompletableFuture<>());
    }

    private static QueuedChange.Advance advance(
            ChatId chat, UserId reader, int upTo, CommitListener<ReadStates.Moved> listener) {
        return new QueuedChange.Advance(chat, reader, new MessageId(upTo), listener, new CompletableFuture<>());
    }

    private static Message stored(QueuedChange.Post post) {
        assertThat(post.stage().join()).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) post.stage().join()).message();
    }

    private static Message done(QueuedChange.Amend amend) {
        assertThat(amend.stage().join()).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Message>) amend.stage().join()).value();
    }
}
