package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Deletion of large groups: immediate for every caller, in many transactions for the database.
final class DeletedGroupsTest {
    private static final int MESSAGES = 60_000;

    /// The number of messages in each of three groups: enough work for two nodes.
    private static final int MESSAGES_OF_EACH = 16_000;
    private static final int MEMBERS = 10_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(2);

    /// The maximum time of the removal: the grace period, and all transactions on a busy machine.
    private static final Duration REMOVED_WITHIN = Duration.ofMinutes(2);

    private final PostgresSettings settings = TestDatabase.create();
    private final RecordingEvents events = new RecordingEvents();

    @Test
    void a_large_group_is_gone_at_once_and_its_rows_are_removed_later() {
        try (PostgresStore store = TestDatabase.open(settings, events)) {
            Conversation bystander = Conversation.in(store, settings);
            ChatId large = large(store, bystander.alice(), MESSAGES);
            AtomicBoolean removed = new AtomicBoolean();
            CompletableFuture<Duration> longestSend =
                    CompletableFuture.supplyAsync(() -> longestSend(bystander, removed));

            long began = System.nanoTime();
            done(store.chats().delete(large, bystander.alice()));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);

            assertGone(store, large, bystander.alice());
            assertThat(events.of(large, ChatEvent.ChatClosed.class)).hasSize(1);
            assertThat(rowsOf(large)).isGreaterThan(MESSAGES);
            awaitRemoved(large);
            removed.set(true);
            assertThat(await(longestSend)).isLessThan(SEND_WITHIN);
            assertGone(store, large, bystander.alice());
            assertThat(events.of(large, ChatEvent.ChatClosed.class)).hasSize(1);
        }
    }

    @Test
    void nodes_remove_rows_together_and_continue_after_one_was_cut_off() throws SQLException {
        List<ChatId> groups = new ArrayList<>();
        UserId alice;
        try (PostgresStore store = TestDatabase.open(settings, events)) {
            alice = TestDatabase.person(settings, "Alice");
            for (int i = 0; i < 3; i++) {
                groups.add(large(store, alice, MESSAGES_OF_EACH));
            }
            groups.forEach(group -> done(store.chats().delete(group, alice)));
        }
        // Nodes that start later find the groups that the closed node left.
        try (PostgresStore one = TestDatabase.open(settings, events);
                PostgresStore other = TestDatabase.open(settings, events)) {
            groups.forEach(group -> assertGone(one, group, alice));
            Awaitility.await()
                    .atMost(REMOVED_WITHIN)
                    .until(() -> groups.stream().anyMatch(group -> rowsOf(group) < MESSAGES_OF_EACH));
            terminateOtherConnections();
            groups.forEach(this::awaitRemoved);
            groups.forEach(group -> assertGone(other, group, alice));
        }
    }

    @Test
    void sends_and_joins_racing_with_a_deletion_are_refused_or_deleted() {
        try (PostgresStore store = TestDatabase.open(settings, events);
                PostgresStore otherNode = TestDatabase.open(settings, events)) {
            Conversation talk = Conversation.in(store, settings);
            UserId carol = TestDatabase.person(settings, "Carol");
            List<CompletableFuture<Outcome<?>>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                talk.append(talk.draft(talk.alice(), "here " + i));
                otherNode.messageLog().append(talk.draft(talk.bob(), "there " + i));
            }
            calls.add(CompletableFuture.supplyAsync(() -> store.chats().delete(talk.chat(), talk.alice())));
            calls.add(CompletableFuture.supplyAsync(
                    () -> otherNode.chats().add(talk.chat(), talk.alice(), Set.of(carol), 100)));
            calls.add(
                    CompletableFuture.supplyAsync(() -> otherNode.chats().remove(talk.chat(), talk.bob(), talk.bob())));
            List<CompletableFuture<?>> late = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                late.add(otherNode
                        .messageLog()
                        .append(talk.draft(talk.alice(), "late " + i))
                        .toCompletableFuture());
            }

            assertThat(await(calls.get(0))).isInstanceOf(Outcome.Done.class);
            calls.forEach(Conversation::await);
            late.forEach(Conversation::await);
            assertGone(store, talk.chat(), talk.alice());
            assertThat(events.of(talk.chat(), ChatEvent.ChatClosed.class)).hasSize(1);
            assertThat(store.chats().snapshots(carol)).isEmpty();
            awaitRemoved(talk.chat());
        }
    }

    /// Sends messages until `end` is true; returns the time of the slowest send.
    private static Duration longestSend(Conversation talk, AtomicBoolean end) {
        long longest = 0;
        while (!end.get()) {
            long began = System.nanoTime();
            talk.sends(talk.bob(), "still here");
            longest = Math.max(longest, System.nanoTime() - began);
        }
        return Duration.ofNanos(longest);
    }

    private ChatId large(PostgresStore store, UserId owner, int messages) {
        ChatId group = Conversation.group(store, owner);
        TestDatabase.execute(
                settings,
                "with people as (insert into users (id, name) select gen_random_uuid(), 'Member' from"
                        + " generate_series(1, ?) returning id)"
                        + " insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " select ?, id, 'member', now(), 0, 0, 1 from people",
                MEMBERS,
                group.value());
        TestDatabase.execute(
                settings,
                "insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)"
                        + " select ?, i, ?, gen_random_uuid(), 0, repeat(md5(i::text), 30), now(), i + 1"
                        + " from generate_series(1, ?) i",
                group.value(),
                owner.value(),
                messages);
        TestDatabase.execute(
                settings,
                "update chats set last_id = ?, version = ?, member_count = ? where id = ?",
                messages,
                messages + 1,
                MEMBERS + 1,
                group.value());
        return group;
    }

    private static void assertGone(PostgresStore store, ChatId group, UserId owner) {
        assertThat(store.chats().find(group, owner)).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(store.messageLog().history(group, owner, 0, 10)).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(store.chats().versions(List.of(owner)))
                .noneMatch(standing -> standing.chatId().equals(group));
    }

    private long rowsOf(ChatId group) {
        UUID id = group.value();
        return TestDatabase.number(
                settings,
                "select (select count(*) from messages where chat_id = ?) + (select count(*) from members where"
                    + " chat_id = ?) + (select count(*) from groups where chat_id = ?) + (select count(*) from chats"
                    + " where id = ?)",
                id,
                id,
                id,
                id);
    }

    private void awaitRemoved(ChatId group) {
        Awaitility.await().atMost(REMOVED_WITHIN).until(() -> rowsOf(group) == 0);
    }

    private void terminateOtherConnections() throws SQLException {
        try (Connection connection = TestDatabase.connect(settings)) {
            TestDatabase.execute(
                    connection,
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()");
        }
    }
}
