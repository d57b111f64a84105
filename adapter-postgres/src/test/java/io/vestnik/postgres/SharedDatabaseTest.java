package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.faults.PgBouncer;
import io.vestnik.postgres.backup.Backup;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.PostgresSettings.Migration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store in a schema of its own, beside a service with its own tables and its own history of migrations.
final class SharedDatabaseTest {
    private static final String SCHEMA = "messenger";

    private final PostgresSettings database = TestDatabase.empty();
    private final PostgresSettings vestnik = database.inSchema(SCHEMA);

    /// Creates the tables of the service. One of them is also called `users`, but has other columns than the table of
    /// the store.
    private void migrateHost() {
        PostgresSettings.Address address = database.address();
        Flyway.configure()
                .dataSource(
                        address.jdbcUrl(),
                        address.user().orElseThrow(),
                        address.password().orElseThrow())
                .locations("classpath:io/vestnik/postgres/host")
                .load()
                .migrate();
        TestDatabase.execute(database, "insert into users (login) values ('anna')");
    }

    private long tables(String schema) {
        return TestDatabase.number(database, "select count(*) from pg_tables where schemaname = ?", schema);
    }

    @Test
    void the_store_migrates_after_the_service() {
        migrateHost();
        try (PostgresStore store = TestDatabase.open(vestnik, new LocalNotificationBus())) {
            assertWorks(store);
        }
        assertApart();
    }

    @Test
    void the_service_migrates_after_the_store() {
        try (PostgresStore store = TestDatabase.open(vestnik, new LocalNotificationBus())) {
            migrateHost();
            assertWorks(store);
        }
        assertApart();
    }

    private void assertApart() {
        // The table `users` and the history of migrations.
        assertThat(tables("public")).isEqualTo(2);
        assertThat(tables(SCHEMA)).isGreaterThan(10);
        assertThat(TestDatabase.number(database, "select count(*) from public.flyway_schema_history"))
                .isEqualTo(1);
        assertThat(TestDatabase.number(database, "select count(*) from public.users"))
                .isEqualTo(1);
        // Nothing is left to migrate, and the schema counts as up to date.
        assertThat(PostgresStore.migrate(vestnik)).isZero();
        TestDatabase.open(vestnik.migrating(Migration.OFF, Optional.empty()), new LocalNotificationBus())
                .close();
    }

    /// Uses the pools for changes, batches, reads, checks and accounts, and the triggers of the schema.
    private void assertWorks(PostgresStore store) {
        UserId anna = user(store, "Anna");
        UserId boris = user(store, "Boris");
        ChatId chat = Conversation.group(store, anna, boris);
        Message first = send(store, chat, anna, "the first");
        // A complete block of the log is summarised by a trigger.
        List.of(anna, boris).forEach(sender -> {
            for (int i = 0; i < 150; i++) {
                send(store, chat, sender, "message " + i);
            }
        });
        assertThat(Conversation.done(store.messageLog().history(chat, boris, 0, 1))
                        .messages())
                .containsExactly(first);
        assertThat(store.ready()).isTrue();
        assertThat(store.hostUsers().remove(boris)).isTrue();
    }

    private static UserId user(PostgresStore store, String name) {
        UserId id = new UserId(UUID.randomUUID());
        store.hostUsers().put(id, new UserName(name));
        return id;
    }

    private static Message send(PostgresStore store, ChatId chat, UserId sender, String text) {
        Appended appended = Conversation.await(store.messageLog().append(Conversation.draft(chat, sender, text)));
        assertThat(appended).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended).message();
    }

    @Test
    void the_store_in_a_schema_works_through_a_pooler() {
        assumeTrue(PgBouncer.program().isPresent(), PgBouncer.MISSING);
        migrateHost();
        try (PgBouncer bouncer = PgBouncer.inFrontOf(
                        database.url(),
                        database.user().orElseThrow(),
                        database.password().orElseThrow());
                PostgresStore store = TestDatabase.open(
                        PostgresSettings.at(bouncer.url(database.url()))
                                .as(database.user(), database.password())
                                .migrating(Migration.AUTO, Optional.of(database.url()))
                                .inSchema(SCHEMA),
                        new LocalNotificationBus())) {
            assertWorks(store);
        }
        assertApart();
    }

    @Test
    void a_backup_holds_the_schema_of_the_store_only(@TempDir Path directory) throws IOException {
        migrateHost();
        UserId anna;
        try (PostgresStore store = TestDatabase.open(vestnik, new LocalNotificationBus())) {
            anna = user(store, "Anna");
        }
        Path file = directory.resolve("backup.zip");
        try (OutputStream to = Files.newOutputStream(file)) {
            Backup.write(vestnik, to, line -> {});
        }
        PostgresSettings elsewhere = TestDatabase.empty().inSchema("chat");
        Backup.restore(elsewhere, file, line -> {});

        assertThat(TestDatabase.number(elsewhere, "select count(*) from chat.users where id = ?", anna.value()))
                .isEqualTo(1);
    }

    @Test
    void a_name_that_needs_quotes_is_rejected() {
        for (String name : List.of("", "Vestnik", "pg_vestnik", "a\"b", "1a", "x".repeat(64))) {
            assertThatThrownBy(() -> database.inSchema(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
