package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.Membership;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageLog.WindowAnchor;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The server's counters show that no statement of the store reads a whole table. This also holds if the table was
/// small or unknown when the statement was first planned.
final class PlansTest {
    private static final int MANY = 40_000;
    private static final int CROWD = 5_000;
    private static final int ADDED_AT_ONCE = 1_000;

    /// The number of executions of each statement after which the test relies on a kept plan. The server keeps the plan
    /// of a statement from the sixth execution on.
    private static final int UNTIL_PLANS_ARE_KEPT = 8;

    private final PostgresSettings settings = TestDatabase.create();

    @Test
    void plans_made_for_empty_tables_do_not_scan_them_when_they_grow() {
        TestDatabase.execute(settings, "alter table messages set (autovacuum_enabled = false)");
        TestDatabase.execute(settings, "alter table members set (autovacuum_enabled = false)");
        TestDatabase.execute(settings, "alter table chats set (autovacuum_enabled = false)");
        TestDatabase.execute(settings, "alter table users set (autovacuum_enabled = false)");
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                everything(talk);
            }
            grow();
            everything(talk);
        }
        assertNothingWasReadWhole();
    }

    @Test
    void plans_made_for_large_tables_do_not_scan_them() {
        grow();
        TestDatabase.execute(settings, "analyze");
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                everything(talk);
            }
        }
        assertNothingWasReadWhole();
    }

    /// On a new database, the planner knows nothing about the tables when it plans the statements, and connections keep
    /// these plans while the first chats grow.
    @Test
    void plans_made_for_empty_tables_find_a_message_of_a_long_chat_without_reading_the_others() {
        for (String table : List.of("messages", "members", "chats", "users")) {
            TestDatabase.execute(settings, "alter table " + table + " set (autovacuum_enabled = false)");
        }
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                everything(talk);
            }
            for (int from = 0; from < CROWD; from += ADDED_AT_ONCE / 2) {
                IntStream.range(0, ADDED_AT_ONCE / 2)
                        .mapToObj(i -> store.messageLog().append(Conversation.draft(talk.chat(), talk.alice(), "hi")))
                        .toList()
                        .forEach(Conversation::await);
            }
            TestDatabase.execute(settings, "select pg_stat_reset()");
            Awaitility.await().until(() -> readByIndex("messages") < CROWD);
            everything(talk);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(readByIndex("messages")).isPositive());
        // The appends are counted late, with one read each; the calls read pages.
        assertThat(readByIndex("messages")).isLessThan(3 * CROWD);
    }

    /// Nearly all chats have two members. So the planner may consider any index that begins with the chat to be as good
    /// as the primary key, although such an index reads all members of a large group.
    @Test
    void calls_about_one_member_of_a_large_group_do_not_read_the_others() {
        Conversation talk;
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            talk = Conversation.in(store, settings);
            crowd(talk);
        }
        TestDatabase.execute(settings, "analyze");
        TestDatabase.execute(settings, "select pg_stat_reset()");
        // Before PostgreSQL 15, a separate collector process updates the counters with a short delay.
        Awaitility.await().until(() -> readByIndex("members") < CROWD);
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            everything(new Conversation(store, settings, talk.alice(), talk.bob(), talk.chat()));
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(readByIndex("members")).isPositive());
        // The list of readers finds the readers, and counts the members who need to read: it reads each member twice.
        // All other calls read pages.
        assertThat(readByIndex("members")).isLessThan(3 * CROWD);
    }

    @Test
    void moving_marks_in_a_direct_chat_rewrites_no_index() {
        int moves = 40;
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            ChatId direct = done(store.chats()
                            .openDirect(
                                    new Chats.DirectOpening(new ChatId(UUID.randomUUID()), talk.alice(), talk.bob())))
                    .view()
                    .chat()
                    .id();
            for (int i = 1; i <= moves; i++) {
                await(store.messageLog().append(Conversation.draft(direct, talk.alice(), "hi")));
                assertThat(done(await(store.readStates().advance(direct, talk.bob(), new MessageId(i)))))
                        .isEqualTo(new MessageId(i));
            }
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(ofMembers("n_tup_upd")).isGreaterThanOrEqualTo(2L * moves));
        // When a page is full, an update moves the row to another page and writes to the indexes.
        assertThat(ofMembers("n_tup_upd") - ofMembers("n_tup_hot_upd")).isLessThan(moves / 4);
    }

    /// Adds many members to the group, and creates many direct chats beside it.
    private void crowd(Conversation talk) {
        TestDatabase.execute(
                settings,
                "insert into users (id, name) select gen_random_uuid(), 'Person ' || i from generate_series(1, ?) i",
                CROWD);
        List<UserId> people = TestDatabase.people(settings, "Person %");
        for (int from = 0; from < CROWD; from += ADDED_AT_ONCE) {
            Set<UserId> some = Set.copyOf(people.subList(from, from + ADDED_AT_ONCE));
            done(talk.store().chats().add(talk.chat(), talk.alice(), some, 2 * CROWD));
        }
        TestDatabase.execute(
                settings,
                "insert into chats (id, kind, created_by, created_at, activity_at, member_count, version, last_id)"
                        + " select gen_random_uuid(), 'direct', u.id, now(), now(), 2, 1, 0"
                        + " from users u cross join generate_series(1, 4) where name like 'Person %'");
        TestDatabase.execute(
                settings,
                "insert into members"
                        + " (chat_id, user_id, role, joined_at, joined_after, read_up_to, version, in_group)"
                        + " select c.id, u.id, 'member', now(), 0, 0, 1, false"
                        + " from chats c join users u on u.id = c.created_by or u.id = ?"
                        + " where c.kind = 'direct' and not exists (select from members m where m.chat_id = c.id)",
                TestDatabase.person(settings, "Popular").value());
    }

    private long readByIndex(String table) {
        return TestDatabase.number(
                settings, "select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = ?", table);
    }

    private long ofMembers(String counter) {
        return TestDatabase.number(
                settings, "select " + counter + " from pg_stat_user_tables where relname = 'members'");
    }

    private void grow() {
        TestDatabase.execute(
                settings,
                "insert into users (id, name) select gen_random_uuid(), 'Person ' || i from generate_series(1, ?) i",
                MANY);
        TestDatabase.execute(
                settings,
                "insert into chats (id, kind, created_by, created_at, activity_at, member_count, version, last_id)"
                        + " select u.id, 'group', u.id, now(), now(), 1, 2, 1 from users u where name like 'Person %'");
        TestDatabase.execute(
                settings,
                "insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " select c.id, c.created_by, 'owner', now(), 0, 0, 1"
                        + " from chats c join users u on u.id = c.created_by where u.name like 'Person %'");
        TestDatabase.execute(
                settings,
                "insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)"
                        + " select c.id, 1, c.created_by, gen_random_uuid(), 0, 'hi', now(), 2"
                        + " from chats c join users u on u.id = c.created_by where u.name like 'Person %'");
        // The rows that this method wrote and read reach the counters a moment later.
        Awaitility.await()
                .until(() -> TestDatabase.number(
                                settings,
                                "select count(*) from pg_stat_user_tables"
                                        + " where relname = 'messages' and n_tup_ins >= ?"
                                        + " or relname = 'chats' and seq_tup_read >= ?",
                                MANY,
                                2 * MANY)
                        == 2);
        TestDatabase.execute(settings, "select pg_stat_reset()");
        // The reset of the counters takes effect a moment later too.
        Awaitility.await()
                .until(() -> TestDatabase.number(
                                settings, "select max(n_tup_ins + seq_tup_read)::bigint from pg_stat_user_tables")
                        < MANY);
    }

    /// Calls every port once.
    private void everything(Conversation talk) {
        PostgresStore store = talk.store();
        UserId carol = TestDatabase.person(settings, "Carol");
        done(store.chats().openDirect(new Chats.DirectOpening(new ChatId(UUID.randomUUID()), talk.alice(), carol)));
        done(store.chats().add(talk.chat(), talk.alice(), Set.of(carol), 2 * CROWD));
        Message first = talk.sends(talk.alice(), "hi");
        Draft answer = Draft.of(
                talk.chat(),
                talk.bob(),
                new MessageKey(UUID.randomUUID()),
                new MessageText("hello"),
                Optional.of(first.id()));
        await(store.messageLog().append(answer));
        await(store.messageLog().append(answer));
        done(await(store.messageLog()
                .edit(new MessageLog.Edit(talk.chat(), talk.alice(), first.id(), new MessageText("edited")))));
        for (UserId reader : List.of(talk.bob(), carol, talk.alice())) {
            done(await(
                    store.readStates().advance(talk.chat(), reader, first.id().next())));
        }
        done(await(store.messageLog().delete(new MessageLog.Deletion(talk.chat(), talk.alice(), first.id()))));
        done(store.messageLog().find(talk.chat(), talk.bob(), first.id()));
        done(store.messageLog().history(talk.chat(), talk.bob(), 0, 50));
        for (WindowAnchor anchor : List.of(
                new WindowAnchor.Newest(),
                new WindowAnchor.Before(first.id()),
                new WindowAnchor.After(MessageId.NONE),
                new WindowAnchor.Around(first.id()))) {
            done(store.messageLog().window(talk.chat(), talk.bob(), anchor, 50));
        }
        done(store.messageLog().changes(talk.chat(), talk.bob(), ChatVersion.NONE, 500));
        store.messageLog().changesForRepair(talk.chat(), ChatVersion.FIRST, 500);
        store.chats().findDirect(talk.alice(), carol);
        done(store.chats().find(talk.chat(), talk.alice()));
        store.chats()
                .list(
                        talk.alice(),
                        50,
                        store.chats().list(talk.alice(), 1, Optional.empty()).next());
        done(store.chats()
                .members(
                        talk.chat(),
                        talk.alice(),
                        50,
                        done(store.chats().members(talk.chat(), talk.alice(), 1, Optional.empty()))
                                .next()));
        done(store.chats().changeRole(talk.chat(), talk.alice(), carol, Role.ADMIN));
        done(store.chats().retitle(talk.chat(), talk.alice(), new ChatTitle("group " + UUID.randomUUID())));
        store.users().disable(carol);
        for (Membership outdated : store.chats().outdated(50, Optional.empty())) {
            store.chats().follow(outdated);
        }
        store.chats().outdated(50, Optional.empty());
        done(store.chats().handOver(talk.chat(), talk.alice()));
        store.chats().snapshots(talk.alice());
        store.chats().snapshotsIn(talk.chat(), Set.of(talk.alice(), carol));
        store.chats().versions(List.of(talk.alice(), talk.bob()));
        store.readStates().marks(talk.alice(), List.of(talk.chat()));
        done(store.readStates().readers(talk.chat(), talk.bob(), first.id(), 50, Optional.empty()));
        done(store.chats().remove(talk.chat(), talk.alice(), carol));
        ChatId passing = Conversation.group(store, talk.alice(), carol);
        done(store.chats().delete(passing, talk.alice()));
        TestDatabase.execute(settings, "update users set deleted_at = now() where id = ?", carol.value());
    }

    private void assertNothingWasReadWhole() {
        // The counters arrive a moment after the connections closed.
        Awaitility.await()
                .untilAsserted(() -> assertThat(TestDatabase.number(
                                settings, "select sum(idx_scan) from pg_stat_user_tables where relname = 'messages'"))
                        .isPositive());
        for (String table : List.of("messages", "members", "chats", "users", "groups")) {
            assertThat(TestDatabase.number(
                            settings, "select seq_tup_read from pg_stat_user_tables where relname = ?", table))
                    .as("rows of %s read by scanning it whole", table)
                    .isLessThan(MANY);
        }
    }
}
