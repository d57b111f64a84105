package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.Appended;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommitPathTest {
    private final PostgresSettings settings = TestDatabase.create().using(1, 4, Duration.ofSeconds(3));
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = PostgresStore.open(settings, events);
    private final Conversation talk = Conversation.in(store, settings);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_a_decision_needs_is_read_after_the_lock() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            CompletionStage<Appended> bobs = talk.append(talk.draft(talk.bob(), "still here"));
            awaitLockWaiters(1);
            TestDatabase.execute(
                    other,
                    "update members set role = null where chat_id = ? and user_id = ?",
                    talk.chat().value(),
                    talk.bob().value());
            other.commit();

            assertThat(await(bobs)).isEqualTo(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        }
    }

    @Test
    void a_key_stored_elsewhere_while_waiting_for_the_lock_is_a_repeat() throws SQLException {
        Draft draft = talk.draft(talk.alice(), "hi");
        try (Connection other = TestDatabase.connect(settings);
                PostgresStore otherNode = PostgresStore.open(settings, new RecordingEvents())) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            CompletionStage<Appended> here = talk.append(draft);
            awaitLockWaiters(1);
            CompletionStage<Appended> there = otherNode.messageLog().append(draft);
            awaitLockWaiters(2);
            other.commit();

            assertThat(List.of(await(here), await(there)))
                    .hasOnlyElementsOfTypes(Appended.Stored.class, Appended.Repeated.class)
                    .doesNotHaveDuplicates();
            assertThat(talk.history()).hasSize(1);
        }
    }

    @Test
    void everything_that_waits_is_committed_together() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            CompletionStage<Appended> first = talk.append(talk.draft(talk.alice(), "first"));
            awaitLockWaiters(1);
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
                .isEqualTo(2);
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
            awaitLockWaiters(1);
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
    void batches_of_two_nodes_that_lock_the_same_chats_never_deadlock() throws SQLException {
        List<ChatId> chats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            chats.add(Conversation.group(store, talk.alice(), talk.bob()));
        }
        List<ChatId> backwards = new ArrayList<>(chats);
        Collections.reverse(backwards);
        int rounds = 5;
        try (PostgresStore otherNode = PostgresStore.open(settings, new RecordingEvents())) {
            for (int round = 0; round < rounds; round++) {
                oneBatchEach(chats, backwards, otherNode);
            }
        }
        for (ChatId chat : chats) {
            assertDense(talk.history(chat));
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

    /// Makes both nodes lock all chats in one batch, and holds both up in the middle of that.
    private void oneBatchEach(List<ChatId> here, List<ChatId> there, PostgresStore otherNode) throws SQLException {
        ChatId theirGate = Conversation.group(store, talk.alice(), talk.bob());
        List<CompletionStage<Appended>> all = new ArrayList<>();
        try (Connection gates = TestDatabase.connect(settings);
                Connection middle = TestDatabase.connect(settings)) {
            lock(gates, talk.chat());
            lock(gates, theirGate);
            lock(middle, here.get(here.size() / 2));
            all.add(talk.append(talk.draft(talk.alice(), "gate")));
            all.add(otherNode.messageLog().append(Conversation.draft(theirGate, talk.alice(), "gate")));
            awaitLockWaiters(2);
            here.forEach(
                    chat -> all.add(store.messageLog().append(Conversation.draft(chat, talk.alice(), "from here"))));
            there.forEach(
                    chat -> all.add(otherNode.messageLog().append(Conversation.draft(chat, talk.bob(), "from there"))));
            gates.rollback();
            Conversation.await(all.get(0));
            Conversation.await(all.get(1));
            awaitLockWaiters(2);
            middle.rollback();
            all.forEach(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        }
    }

    private static void lock(Connection connection, ChatId chat) throws SQLException {
        connection.setAutoCommit(false);
        TestDatabase.execute(connection, "select from chats where id = ? for no key update", chat.value());
    }

    @Test
    void the_order_of_ids_is_the_same_here_and_in_the_database() {
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
    void closing_commits_what_was_accepted() {
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

    private void awaitLockWaiters(int count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> TestDatabase.number(
                                settings,
                                "select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and wait_event_type = 'Lock'")
                        == count);
    }

    static void assertDense(List<Message> history) {
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i).id().value()).isEqualTo(i + 1L);
        }
    }
}
