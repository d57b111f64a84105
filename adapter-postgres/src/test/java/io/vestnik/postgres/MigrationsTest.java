package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.Patience;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.account.DerivedAccountValues;
import io.vestnik.postgres.connection.DirectConnections;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.schema.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Migrations of a schema that contains data.
final class MigrationsTest {
    private final PostgresSettings settings = TestDatabase.empty();

    @Test
    void only_marks_of_groups_are_indexed() {
        new Migrations(settings).migrateTo("2");
        UserId alice = TestDatabase.person(settings, "Alice");
        UUID direct = chatOf(alice, "direct");
        UUID group = chatOf(alice, "group");

        PostgresStore.migrate(settings);

        assertThat(groupMarks(group)).isEqualTo(7);
        assertThat(groupMarks(direct)).isZero();
        assertThat(TestDatabase.number(settings, "select sum(read_up_to)::bigint from members"))
                .isEqualTo(14);
    }

    /// A running backup reads all tables in one transaction. A statement that waits for its end stops all that follow.
    @Test
    void the_migration_of_empty_tables_does_not_wait_for_readers() throws SQLException {
        new Migrations(settings).migrateTo("8");
        try (Connection reader = TestDatabase.connect(settings)) {
            reader.setAutoCommit(false);
            TestDatabase.execute(reader, "select from messages");

            assertThat(CompletableFuture.runAsync(() -> new Migrations(settings).migrateTo("9")))
                    .succeedsWithin(Patience.LIMIT);
        }
    }

    @Test
    void accounts_of_earlier_releases_are_found_by_their_words() {
        new Migrations(settings).migrateTo("4");
        // More accounts than one transaction updates.
        TestDatabase.execute(
                settings,
                "insert into users (id, name, name_folded, email, password_hash) select gen_random_uuid(), 'Ärne"
                        + " Straße ' || i, 'ärne straße ' || i, i || '@example.org', 'hash' from generate_series(1,"
                        + " 1100) i");

        PostgresStore.migrate(settings);

        assertThat(TestDatabase.number(settings, "select count(*) from user_words where word like 'arne strasse %'"))
                .isEqualTo(1100);
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            assertThat(store.users().search(PeopleQuery.of("STRASSE 1100"), 20))
                    .singleElement()
                    .extracting(person -> person.name().value())
                    .isEqualTo("Ärne Straße 1100");
        }
    }

    @Test
    void changes_by_an_earlier_release_are_repaired_at_the_next_start() {
        PostgresStore.migrate(settings);
        UUID renamed = account("Before", "renamed@example.org");
        UUID erased = account("Erased", "erased@example.org");
        PostgresStore.migrate(settings);
        TestDatabase.execute(settings, "update users set name = 'After', name_folded = 'after' where id = ?", renamed);
        TestDatabase.execute(
                settings,
                "update users set name = 'Deleted account', name_folded = null, email = null, password_hash = null,"
                        + " deleted_at = now() where id = ?",
                erased);

        PostgresStore.migrate(settings);

        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            assertThat(store.users().search(PeopleQuery.of("before"), 20)).isEmpty();
            assertThat(store.users().search(PeopleQuery.of("after"), 20)).hasSize(1);
            assertThat(store.users().search(PeopleQuery.of("erased"), 20)).isEmpty();
        }
        assertThat(TestDatabase.number(settings, "select count(*) from user_words"))
                .isEqualTo(1);
    }

    @Test
    void emails_become_canonical_and_two_accounts_of_one_address_still_work() {
        new Migrations(settings).migrateTo("4");
        UUID ascii = account("Ada", "ada@xn--e1afmkfd.xn--p1ai");
        UUID unicode = account("Ada", "ada@пример.рф");
        UUID alone = account("Bob", "bob@пример.рф");

        PostgresStore.migrate(settings);

        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            assertThat(idOf(store, "ada@xn--e1afmkfd.xn--p1ai")).isEqualTo(ascii);
            assertThat(idOf(store, "ada@пример.рф")).isEqualTo(unicode);
            assertThat(idOf(store, "bob@пример.рф")).isEqualTo(alone);
            assertThat(idOf(store, "bob@xn--e1afmkfd.xn--p1ai")).isEqualTo(alone);
            assertThat(store.users().add(newUser("ada@ПРИМЕР.рф"))).isInstanceOf(Users.Added.EmailTaken.class);
            assertThat(store.users().find(new UserId(unicode)).orElseThrow().email())
                    .contains(new Email("ada@пример.рф"));
        }
    }

    @Test
    void two_accounts_of_one_address_are_reported_once_by_id() {
        PostgresStore.migrate(settings);
        UUID ascii = account("Ada", "ada@xn--e1afmkfd.xn--p1ai");
        UUID unicode = account("Ada", "ada@пример.рф");
        account("Bob", "bob@пример.рф");
        List<List<UserId>> reported = new ArrayList<>();
        DerivedAccountValues derived =
                new DerivedAccountValues(settings, (user, other) -> reported.add(List.of(user, other)));

        derived.update();
        derived.update();

        assertThat(reported).containsExactly(List.of(new UserId(unicode), new UserId(ascii)));
    }

    @Test
    void a_concurrently_taken_email_is_reported_too() throws Exception {
        PostgresStore.migrate(settings);
        UUID unicode = account("Ada", "ada@пример.рф");
        List<List<UserId>> reported = Collections.synchronizedList(new ArrayList<>());
        DerivedAccountValues derived =
                new DerivedAccountValues(settings, (user, other) -> reported.add(List.of(user, other)));
        UUID ascii = UUID.randomUUID();
        try (var other = DirectConnections.open(settings, "test")) {
            other.setAutoCommit(false);
            try (var insert = other.prepareStatement("insert into users (id, name, email, password_hash, words_of)"
                    + " values (?, 'Ada', 'ada@xn--e1afmkfd.xn--p1ai', 'hash', 'Ada')")) {
                insert.setObject(1, ascii);
                insert.executeUpdate();
            }
            CompletableFuture<Void> updating = CompletableFuture.runAsync(derived::update);
            Awaitility.await()
                    .until(() -> TestDatabase.number(
                                    settings,
                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and datname = current_database()")
                            == 1);
            other.commit();
            updating.get(10, TimeUnit.SECONDS);
        }
        assertThat(reported).containsExactly(List.of(new UserId(unicode), new UserId(ascii)));
    }

    private static UUID idOf(PostgresStore store, String email) {
        return store.users().credentials(new Email(email)).orElseThrow().id().value();
    }

    private static Users.NewUser newUser(String email) {
        return new Users.NewUser(
                new UserId(UUID.randomUUID()),
                new UserName("Eve"),
                new Email(email),
                new PasswordHash("hash"),
                Instant.parse("2026-11-22T18:00:00Z"));
    }

    /// Creates an account as earlier releases do.
    private UUID account(String name, String email) {
        UUID id = UUID.randomUUID();
        TestDatabase.execute(
                settings,
                "insert into users (id, name, name_folded, email, password_hash) values (?, ?, lower(?), ?, 'hash')",
                id,
                name,
                name,
                email);
        return id;
    }

    @Test
    void an_existing_log_gets_the_same_summaries_as_a_new_one() {
        new Migrations(settings).migrateTo("6");
        UserId alice = TestDatabase.person(settings, "Alice");
        UserId bob = TestDatabase.person(settings, "Bob");
        UUID before = chatOf(alice, "group");
        log(before, alice, bob);
        TestDatabase.execute(settings, "update chats set version = 2000, last_id = 1000 where id = ?", before);

        PostgresStore.migrate(settings);
        UUID after = chatOf(alice, "group");
        log(after, alice, bob);
        TestDatabase.execute(settings, "update chats set version = 2000, last_id = 1000 where id = ?", after);

        LogSummariesTest.assertCountsFitTheLog(settings);
        assertThat(TestDatabase.number(
                        settings,
                        "select count(*) from (select block, sender_id, messages from sender_counts where chat_id = ?"
                                + " intersect"
                                + " select block, sender_id, messages from sender_counts where chat_id = ?) equal",
                        before,
                        after))
                .isEqualTo(2 * 3);
        // The block whose messages were all edited has no checkpoint.
        assertThat(TestDatabase.number(settings, "select count(*) from log_checkpoints where chat_id = ?", before))
                .isEqualTo(2);
        LogSummariesTest.assertCheckpointsFitTheLog(settings);
    }

    /// Adds 1,000 messages to a chat, every third by Bob. Some messages are deleted. All messages with ids 257–512, the
    /// second of the blocks for which messages are counted, and some other messages are edited.
    private void log(UUID chat, UserId alice, UserId bob) {
        TestDatabase.execute(
                settings,
                "insert into messages"
                        + " (chat_id, id, sender_id, key, hash, body, sent_at, version, edited_at, deleted_at)"
                        + " select ?, i, case when i % 3 = 0 then ? else ? end, gen_random_uuid(), 0,"
                        + " case when i % 7 <> 0 then 'hi' end, now(),"
                        + " case when i % 7 = 0 or i % 5 = 0 or i between 257 and 512 then i + 1000 else i + 1 end,"
                        + " case when i % 5 = 0 or i between 257 and 512 then now() end,"
                        + " case when i % 7 = 0 then now() end from generate_series(1, 1000) i",
                chat,
                bob.value(),
                alice.value());
    }

    /// Creates a chat with one member, who has read up to message 7.
    private UUID chatOf(UserId owner, String kind) {
        UUID chat = UUID.randomUUID();
        TestDatabase.execute(
                settings,
                "insert into chats (id, kind, created_by, created_at, activity_at, member_count, version, last_id)"
                        + " values (?, ?, ?, now(), now(), 1, 8, 7)",
                chat,
                kind,
                owner.value());
        TestDatabase.execute(
                settings,
                "insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " values (?, ?, 'member', now(), 0, 7, 1)",
                chat,
                owner.value());
        return chat;
    }

    private long groupMarks(UUID chat) {
        return TestDatabase.number(
                settings,
                "select coalesce(sum(group_mark), 0)::bigint from members where chat_id = ?"
                        + " and in_group = (group_mark is not null)",
                chat);
    }
}
