package io.vestnik.postgres.commit;

import static io.vestnik.postgres.Conversation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchTransaction;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.postgres.Conversation;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.RecordingEvents;
import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.connection.PooledConnections;
import io.vestnik.postgres.connection.Pools;
import io.vestnik.postgres.connection.PostgresConnection;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommitPathTest {
    private final PostgresSettings settings = TestDatabase.create().using(1, 4, Duration.ofSeconds(3));
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = TestDatabase.open(settings, events);
    private final Conversation talk = Conversation.in(store, settings);
    private final ChatId elsewhere = Conversation.group(store, talk.alice());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void the_data_for_a_decision_is_read_after_the_lock() throws SQLException {
        CompletableFuture<Appended> stage = new CompletableFuture<>();
        List<QueuedChange> writes =
                List.of(new QueuedChange.Post(talk.draft(talk.bob(), "still here"), Optional.empty(), stage));
        try (Pools pools = Pools.open(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = TestDatabase.connect(settings)) {
            lock(other, talk.chat());
            Transactions<PostgresConnection> transactions = new Transactions<>(
                    new PooledConnections(pools.writers()), events, SystemRuntime.INSTANCE, Duration.ZERO);
            Future<?> committing = threads.submit(() -> commitWaiting(transactions, writes));
            awaitLockWaiter();
            TestDatabase.execute(
                    other,
                    "update members set role = null where chat_id = ? and user_id = ?",
                    talk.chat().value(),
                    talk.bob().value());
            other.commit();

            committing.get();
            assertThat(await(stage)).isEqualTo(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /// Commits `writes`. Waits for the chat's lock again after each time-out, as a writer does for a chat that it has
    /// just set aside.
    private Batch commitWaiting(Transactions<PostgresConnection> transactions, List<QueuedChange> writes)
            throws StoreFailure {
        while (true) {
            try {
                return transactions
                        .run(() -> new BatchTransaction<>(
                                new PostgresBatchRows(),
                                writes,
                                Optional.of(talk.chat()),
                                Turn.of(new ReentrantLock()),
                                new Answering()))
                        .batch();
            } catch (StoreFailure e) {
                assertThat(e.kind()).isEqualTo(StoreFailure.Kind.LOCKED);
            }
        }
    }

    @Test
    void a_key_stored_elsewhere_while_waiting_for_the_lock_is_a_repeat() throws SQLException {
        Draft draft = talk.draft(talk.alice(), "hi");
        try (Connection other = TestDatabase.connect(settings);
                PostgresStore otherNode = TestDatabase.open(settings, new RecordingEvents())) {
            lock(other, talk.chat());
            CompletionStage<Appended> here = talk.append(draft);
            CompletionStage<Appended> there = otherNode.messageLog().append(draft);
            awaitBatch(store);
            awaitBatch(otherNode);
            other.commit();

            assertThat(List.of(await(here), await(there)))
                    .hasOnlyElementsOfTypes(Appended.Stored.class, Appended.Repeated.class)
                    .doesNotHaveDuplicates();
            assertThat(talk.history()).hasSize(1);
        }
    }

    @Test
    void all_waiting_changes_are_committed_together() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            CompletionStage<Appended> first = talk.append(talk.draft(talk.alice(), "first"));
            awaitBatch(store);
            List<CompletionStage<Appended>> rest = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                rest.add(talk.append(talk.draft(talk.bob(), "message " + i)));
            }
            other.commit();
            await(first);
            rest.forEach(Conversation::await);
        }
        assertThat(TestDatabase.number(
                        settings,
                        "select count(distinct xmin::text) from messages where chat_id = ?",
                        talk.chat().value()))
                .isBetween(1L, 2L);
    }

    @Test
    void a_draft_that_cannot_be_stored_fails_alone() throws SQLException {
        ChatId broken = Conversation.group(store, talk.alice(), talk.bob());
        TestDatabase.execute(
                settings,
                "insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)"
                        + " values (?, 1, ?, ?, 0, 'in the way', now(), 2)",
                broken.value(),
                talk.alice().value(),
                UUID.randomUUID());
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            CompletionStage<Appended> first = talk.append(talk.draft(talk.alice(), "first"));
            awaitBatch(store);
            CompletionStage<Appended> failing =
                    talk.append(Conversation.draft(broken, talk.alice(), "no room for this"));
            CompletionStage<Appended> fine = talk.append(talk.draft(talk.alice(), "second"));
            other.commit();

            await(first);
            assertThat(await(fine)).isInstanceOf(Appended.Stored.class);
            assertThatThrownBy(() -> await(failing))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(talk.history()).hasSize(2);
    }

    @Test
    void batches_of_two_nodes_on_the_same_chats_never_deadlock() throws SQLException {
        List<ChatId> chats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            chats.add(Conversation.group(store, talk.alice(), talk.bob()));
        }
        List<ChatId> backwards = new ArrayList<>(chats);
        Collections.reverse(backwards);
        int rounds = 5;
        try (PostgresStore otherNode = TestDatabase.open(settings, new RecordingEvents())) {
            for (int round = 0; round < rounds; round++) {
                oneBatchEach(chats, backwards, otherNode);
            }
        }
        for (ChatId chat : chats) {
            Conversation.assertDense(talk.history(chat));
            assertThat(talk.history(chat)).hasSize(2 * rounds);
        }
        store.close();
        Awaitility.await()
                .untilAsserted(() -> assertThat(TestDatabase.number(
                                settings,
                                "select xact_commit from pg_stat_database where datname = current_database()"))
                        .isGreaterThan(2L * rounds));
        assertThat(TestDatabase.number(
                        settings, "select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    /// Makes each node commit one batch with all chats at the same time. The nodes get the calls in opposite orders,
    /// and both find one chat locked.
    private void oneBatchEach(List<ChatId> here, List<ChatId> there, PostgresStore otherNode) throws SQLException {
        List<CompletionStage<Appended>> all = new ArrayList<>();
        try (Connection middle = TestDatabase.connect(settings)) {
            lock(middle, here.get(here.size() / 2));
            here.forEach(
                    chat -> all.add(store.messageLog().append(Conversation.draft(chat, talk.alice(), "from here"))));
            there.forEach(
                    chat -> all.add(otherNode.messageLog().append(Conversation.draft(chat, talk.bob(), "from there"))));
            awaitBatch(store);
            awaitBatch(otherNode);
            middle.rollback();
            all.forEach(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        }
    }

    private static void lock(Connection connection, ChatId chat) throws SQLException {
        connection.setAutoCommit(false);
        TestDatabase.execute(connection, "select from chats where id = ? for no key update", chat.value());
    }

    @Test
    void ids_have_the_same_order_in_java_and_in_the_database() {
        List<ChatId> chats = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            chats.add(new ChatId(UUID.randomUUID()));
        }
        Collections.sort(chats);
        for (int i = 1; i < chats.size(); i++) {
            assertThat(TestDatabase.number(
                            settings,
                            "select case when ?::uuid < ?::uuid then 1 else 0 end",
                            chats.get(i - 1).value(),
                            chats.get(i).value()))
                    .isOne();
        }
    }

    @Test
    void closing_commits_the_accepted_changes() {
        List<CompletionStage<Appended>> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            all.add(talk.append(talk.draft(talk.alice(), "message " + i)));
        }
        store.close();

        assertThat(all)
                .allSatisfy(stage -> assertThat(stage.toCompletableFuture()).isDone());
        assertThat(all).allSatisfy(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        assertThatThrownBy(() -> await(talk.append(talk.draft(talk.alice(), "too late"))))
                .hasMessageContaining("closing");
    }

    /// Returns when the only writer of a store has attempted all earlier changes.
    private void awaitBatch(PostgresStore node) {
        assertThat(await(node.messageLog().append(Conversation.draft(elsewhere, talk.alice(), "through"))))
                .isInstanceOf(Appended.Stored.class);
    }

    private void awaitLockWaiter() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> TestDatabase.number(
                                settings,
                                "select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and wait_event_type = 'Lock'")
                        > 0);
    }
}
