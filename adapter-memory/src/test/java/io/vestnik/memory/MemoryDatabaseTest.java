package io.vestnik.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.StoreFailure.Kind;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of changes whose commits fail, or whose answers are lost.
final class MemoryDatabaseTest {
    private final TestPeople people = new TestPeople();
    private final RecordedEvents events = new RecordedEvents();
    private final RecordedErrors errors = new RecordedErrors();
    private volatile CommitStep step = CommitStep.AT_ONCE;
    private final MemoryDatabase database =
            new MemoryDatabase(people, SystemRuntime.INSTANCE, commit -> step.commit(commit));
    private final BatchedMemoryStore store = open(database.access(SystemRuntime.INSTANCE));
    private final UserId alice = people.person("Alice");
    private final ChatId chat = group(alice);
    private final Draft draft =
            Draft.of(chat, alice, new MessageKey(UUID.randomUUID()), new MessageText("text"), Optional.empty());

    @AfterEach
    void close() {
        store.close();
        assertThat(errors.reports()).isEmpty();
    }

    private BatchedMemoryStore open(MemoryAccess access) {
        BatchedMemoryStore.Opening usual =
                BatchedMemoryStore.Opening.of(database, new LocalNotificationBus(), SystemRuntime.INSTANCE);
        return new BatchedMemoryStore(
                new BatchedMemoryStore.Opening(
                        database, access, usual.bus(), events, usual.runtime(), 1, usual.heapBytes()),
                errors);
    }

    private ChatId group(UserId owner) {
        Outcome<Chats.Opened> opened = store.chats()
                .createGroup(new Chats.GroupFounding(
                        new ChatId(UUID.randomUUID()), owner, new ChatTitle("group"), Set.of(), Optional.empty(), 200));
        return switch (opened) {
            case Outcome.Done<Chats.Opened>(Chats.Opened group) ->
                group.view().chat().id();
            case Outcome.Refused<Chats.Opened> refused -> throw new AssertionError(refused);
        };
    }

    private static StoreFailure failure(Kind kind) {
        return new StoreFailure(kind, "made_up");
    }

    private CompletableFuture<Appended> append(BatchedMemoryStore to) {
        return to.messageLog().append(draft).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS);
    }

    /// Repeats the append after its failure. The writer also fails the changes of the chat that arrive before it has
    /// failed all that are queued, so a repeat that fails is repeated. Returns a result, or the wait for a lock.
    private CompletableFuture<Appended> repeat() throws InterruptedException {
        while (true) {
            CompletableFuture<Appended> repeat = append(store);
            try {
                Appended unused = repeat.get(200, TimeUnit.MILLISECONDS);
                return repeat;
            } catch (TimeoutException e) {
                return repeat;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    @Test
    void a_commit_that_fails_stores_nothing_and_releases_its_locks() throws InterruptedException {
        step = commit -> {
            throw failure(Kind.REFUSED);
        };
        assertThatThrownBy(() -> append(store).join()).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(events.uncertain()).isEmpty();

        step = CommitStep.AT_ONCE;
        assertThat(repeat().join()).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void a_stored_message_whose_answer_was_lost_is_found_by_its_key_L2_L3() throws InterruptedException {
        step = commit -> {
            List<ChatEvent> unused = commit.apply();
            throw failure(Kind.OUTCOME_UNKNOWN);
        };
        assertThatThrownBy(() -> append(store).join()).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(events.uncertain()).containsExactly(chat);
        assertThat(events.of(chat, ChatEvent.MessagePosted.class)).isEmpty();

        step = CommitStep.AT_ONCE;
        assertThat(repeat().join()).isInstanceOf(Appended.Repeated.class);
    }

    @Test
    void a_message_that_was_not_stored_is_stored_by_its_repeat_L2() throws InterruptedException {
        step = commit -> {
            commit.abandon();
            throw failure(Kind.OUTCOME_UNKNOWN);
        };
        assertThatThrownBy(() -> append(store).join()).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(events.uncertain()).containsExactly(chat);

        step = CommitStep.AT_ONCE;
        assertThat(repeat().join()).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void a_repeat_waits_for_a_commit_that_is_not_decided_yet() throws StoreFailure, InterruptedException {
        CompletableFuture<PendingCommit> pending = new CompletableFuture<>();
        step = commit -> {
            pending.complete(commit);
            throw failure(Kind.OUTCOME_UNKNOWN);
        };
        assertThatThrownBy(() -> append(store).join()).hasCauseInstanceOf(StoreUnavailableException.class);
        step = CommitStep.AT_ONCE;

        CompletableFuture<Appended> repeat = repeat();
        assertThat(isLocked()).isTrue();
        assertThat(repeat).isNotDone();
        List<ChatEvent> stored = pending.join().apply();

        assertThat(stored).hasOnlyElementsOfType(ChatEvent.MessagePosted.class);
        assertThat(repeat.join()).isInstanceOf(Appended.Repeated.class);
        assertThatThrownBy(() -> pending.join().apply()).isInstanceOf(IllegalStateException.class);
    }

    private boolean isLocked() throws StoreFailure {
        return database.access(SystemRuntime.INSTANCE).changes().with(connection -> {
            database.begin(connection);
            return !database.tryLock(connection, chat);
        });
    }

    @Test
    void a_locked_chat_does_not_delay_the_other_chats() throws StoreFailure {
        ChatId other = group(alice);
        database.access(SystemRuntime.INSTANCE)
                .changes()
                .with(connection -> {
                    database.begin(connection);
                    assertThat(database.tryLock(connection, chat)).isTrue();
                    CompletableFuture<Appended> delayed = append(store);
                    Draft elsewhere = Draft.of(
                            other, alice, new MessageKey(UUID.randomUUID()), new MessageText("text"), Optional.empty());

                    assertThat(store.messageLog()
                                    .append(elsewhere)
                                    .toCompletableFuture()
                                    .orTimeout(20, TimeUnit.SECONDS)
                                    .join())
                            .isInstanceOf(Appended.Stored.class);

                    assertThat(delayed).isNotDone();
                    database.rollBack(connection);
                    return delayed;
                })
                .join();
    }

    @Test
    void a_title_whose_answer_was_lost_is_reported_as_uncertain() {
        step = commit -> {
            List<ChatEvent> unused = commit.apply();
            throw failure(Kind.OUTCOME_UNKNOWN);
        };

        assertThatThrownBy(() -> store.chats().retitle(chat, alice, new ChatTitle("new")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("changing a title");

        assertThat(events.uncertain()).containsExactly(chat);
        assertThat(events.of(chat, ChatEvent.ChatRetitled.class)).isEmpty();
        assertThat(store.chats().find(chat, alice).map(view -> view.chat().title()))
                .isEqualTo(Outcome.done(Optional.of(new ChatTitle("new"))));
    }

    @Test
    void a_conflict_during_a_change_is_repeated() {
        step = commit -> {
            step = CommitStep.AT_ONCE;
            throw failure(Kind.CONTENTION);
        };

        assertThat(store.chats().retitle(chat, alice, new ChatTitle("new"))).isInstanceOf(Outcome.Done.class);

        assertThat(events.of(chat, ChatEvent.ChatRetitled.class)).hasSize(1);
    }

    @Test
    void a_key_is_stored_once_even_if_a_batch_overlooks_it_L2() {
        MemoryAccess usual = database.access(SystemRuntime.INSTANCE);
        MemoryAccess forgetful = new MemoryAccess(usual.batches(), usual.changes(), new WithoutKeys(usual.rows()));
        assertThat(append(store).join()).isInstanceOf(Appended.Stored.class);
        try (BatchedMemoryStore broken = open(forgetful)) {
            assertThatThrownBy(() -> append(broken).join()).hasCauseInstanceOf(IllegalStateException.class);
        }

        assertThat(store.messageLog().history(chat, alice, 0, 10).map(page -> page.total()))
                .isEqualTo(Outcome.done(1L));
    }

    /// Reads no idempotency keys.
    private final class WithoutKeys implements BatchRows<MemoryConnection> {
        private final BatchRows<MemoryConnection> rows;

        WithoutKeys(BatchRows<MemoryConnection> rows) {
            this.rows = rows;
        }

        @Override
        public void read(MemoryConnection connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure {
            database.begin(connection);
            assertThat(database.tryLock(connection, chat)).isTrue();
            Optional<StoredChat> read = database.table().in(chat, stored -> {
                batch.rows()
                        .add(new ChatRow(new ChatRow.Values(
                                stored.kind,
                                stored.head(),
                                stored.memberCount,
                                stored.marksVersion,
                                stored.floor,
                                stored.lowest)));
                batch.members()
                        .forEach(member -> batch.rows()
                                .add(new MemberRow(
                                        member,
                                        stored.roleOf(member.userId()),
                                        MessageId.NONE,
                                        MessageId.NONE,
                                        MessageId.NONE)));
                return stored;
            });
            assertThat(read).isPresent();
        }

        @Override
        public void commit(MemoryConnection connection, LockedRows changed) throws StoreFailure {
            rows.commit(connection, changed);
        }

        @Override
        public void rollBack(MemoryConnection connection) throws StoreFailure {
            rows.rollBack(connection);
        }
    }
}
