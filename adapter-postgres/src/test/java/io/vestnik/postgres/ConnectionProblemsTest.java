package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.PostgresSettings.Migration;
import io.vestnik.postgres.schema.Migrations;
import io.vestnik.postgres.schema.SchemaOutdatedException;
import io.vestnik.postgres.schema.SchemaRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Databases that do not fit the settings or the release: every operation that opens the schema fails with the same
/// exception, whose message is one sentence.
final class ConnectionProblemsTest {
    private static List<ThrowingCallable> openings(PostgresSettings settings) {
        return List.of(
                () -> PostgresStore.migrate(settings),
                () -> TestDatabase.open(settings, new RecordingEvents()).close(),
                () -> TestDatabase.open(withoutMigration(settings), new RecordingEvents())
                        .close(),
                () -> new Migrations(settings).migrateTo("1"));
    }

    private static PostgresSettings withoutMigration(PostgresSettings settings) {
        return settings.migrating(Migration.OFF, Optional.empty());
    }

    private static void assertFails(ThrowingCallable opening, Class<? extends RuntimeException> type, String... words) {
        assertThatThrownBy(opening)
                .isInstanceOf(type)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).contains(words).doesNotContain("\n", "Flyway"));
    }

    @Test
    void a_wrong_password_is_reported_as_unavailable() {
        PostgresSettings empty = TestDatabase.empty();
        PostgresSettings wrong = empty.as(empty.user(), Optional.of("wrong"));

        assertThat(openings(wrong))
                .allSatisfy(opening -> assertFails(
                        opening, StoreUnavailableException.class, "password authentication failed for user"));
    }

    @Test
    void a_missing_database_is_reported_as_unavailable() {
        PostgresSettings empty = TestDatabase.empty();
        PostgresSettings missing = PostgresSettings.at(empty.url().replaceFirst("[^/]+$", "missing"))
                .as(empty.user(), empty.password());

        assertThat(openings(missing))
                .allSatisfy(opening ->
                        assertFails(opening, StoreUnavailableException.class, "database \"missing\" does not exist"));
    }

    @Test
    void a_user_without_permissions_has_to_own_the_database() {
        PostgresSettings empty = TestDatabase.empty();
        TestDatabase.execute(empty, "revoke create on schema public from public");
        assertFails(
                () -> PostgresStore.migrate(stranger(empty)),
                SchemaRefusedException.class,
                "permission denied for schema public",
                "own the database");

        PostgresSettings migrated = stranger(TestDatabase.create());
        assertThat(openings(migrated))
                .allSatisfy(opening ->
                        assertFails(opening, SchemaRefusedException.class, "permission denied", "own the database"));
    }

    /// Settings with the permissions of a user who has none. The test server lets only its own user connect, so each
    /// connection takes the role after that.
    private static PostgresSettings stranger(PostgresSettings settings) {
        String name = "stranger_" + UUID.randomUUID().toString().replace('-', '_');
        TestDatabase.execute(settings, "create role " + name);
        return PostgresSettings.at(settings.url() + "?options=-c%20role=" + name)
                .as(settings.user(), settings.password());
    }

    @Test
    void tables_of_another_program_are_left_alone() {
        PostgresSettings foreign = TestDatabase.empty();
        TestDatabase.execute(foreign, "create table invoices (id int)");

        assertFails(() -> PostgresStore.migrate(foreign), SchemaRefusedException.class, "tables of another program");
        assertFails(
                () -> new Migrations(foreign).migrateTo("1"),
                SchemaRefusedException.class,
                "tables of another program");
        assertFails(() -> new Migrations(foreign).check(), SchemaOutdatedException.class, "no tables of Vestnik");
        assertThat(TestDatabase.number(foreign, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo(1);
    }

    @Test
    void an_outdated_schema_is_reported_with_both_versions() {
        PostgresSettings old = TestDatabase.empty();
        new Migrations(old).migrateTo("2");

        assertFails(
                () -> new Migrations(old).check(),
                SchemaOutdatedException.class,
                "the schema has version 2, and this release needs version ",
                ": run migrate");
    }

    @Test
    void a_schema_of_a_newer_release_is_left_unchanged() {
        PostgresSettings newer = TestDatabase.create();
        TestDatabase.execute(
                newer,
                "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) select max(installed_rank) + 1, '999', 'new', 'SQL',"
                        + " 'V999__new.sql', 0, current_user, 1, true from flyway_schema_history");

        for (ThrowingCallable opening : List.<ThrowingCallable>of(
                () -> PostgresStore.migrate(newer),
                () -> new Migrations(newer).check(),
                () -> TestDatabase.open(newer, new RecordingEvents()).close())) {
            assertFails(
                    opening,
                    SchemaOutdatedException.class,
                    "the schema has version 999",
                    "use the release that migrated it");
        }
    }
}
