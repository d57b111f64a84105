package io.vestnik.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.schema.Migrations;
import io.vestnik.postgres.schema.Migrations.Reached;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class VestnikTablesTest {
    private static Set<String> tables(PostgresSettings settings) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (Connection connection = TestDatabase.connect(settings);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select tablename from pg_tables where schemaname = current_schema()")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    @Test
    void the_names_are_those_of_the_migrations() throws SQLException {
        PostgresSettings settings = TestDatabase.empty();
        Migrations migrations = new Migrations(settings);
        Set<String> made = new TreeSet<>();

        // A table that a migration drops is in the backups of earlier versions.
        int version = 1;
        while (migrations.migrateTo(Integer.toString(version)) == Reached.DONE) {
            made.addAll(tables(settings));
            version++;
        }

        assertThat(version).isGreaterThan(9);
        Set<String> named = new TreeSet<>(VestnikTables.WITH_DATA);
        named.addAll(VestnikTables.KEPT_OUT);
        assertThat(made).isEqualTo(named);
    }

    @Test
    void tables_of_others_are_found_and_do_not_disturb_the_order() throws SQLException {
        PostgresSettings settings = TestDatabase.create();
        // Tables that reference each other would make the search for the longest chain endless.
        TestDatabase.execute(settings, "create table badges (user_id uuid primary key references users)");
        TestDatabase.execute(settings, "alter table users add column badge uuid references badges");
        TestDatabase.execute(settings, "create view recent as select * from messages");

        try (Connection connection = TestDatabase.connect(settings)) {
            assertThat(VestnikTables.others(connection)).containsExactly("badges");
            assertThat(VestnikTables.present(connection))
                    .extracting(BackupTable::name)
                    .containsExactlyInAnyOrderElementsOf(VestnikTables.WITH_DATA)
                    .containsSubsequence("users", "chats", "members");
        }
    }
}
