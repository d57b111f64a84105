package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.postgres.backup.Backup;
import io.vestnik.postgres.backup.BackupException;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {
    private static final int MESSAGES = 500;
    private static final int CUTS = 10;

    @TempDir
    private Path directory;

    private final PostgresSettings settings = TestDatabase.create();
    private Path file;

    @BeforeEach
    void backUp() throws IOException {
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation conversation = Conversation.in(store, settings);
            for (int i = 0; i < MESSAGES; i++) {
                conversation.append(conversation.draft(conversation.alice(), "№ " + i + " \\N \\. \t\r\n 🙂"));
            }
            conversation.sends(conversation.bob(), "the last one");
            file = backUp("backup", conversation);
        }
    }

    @Test
    void a_restore_returns_every_table_and_sets_a_new_epoch() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        List<String> said = new ArrayList<>();

        Backup.restore(empty, file, said::add);

        assertThat(contents(empty)).isEqualTo(contents(settings)).containsKeys("users", "devices", "messages");
        assertThat(said).contains("messages: " + (MESSAGES + 1) + " rows");
        assertThat(epoch(empty)).isNotEqualTo(epoch(settings));
        try (PostgresStore store = TestDatabase.open(empty, new RecordingEvents())) {
            assertThat(store.ready()).isTrue();
        }
    }

    @Test
    void a_restore_accepts_an_unused_schema() throws Exception {
        PostgresSettings migrated = TestDatabase.create();

        Backup.restore(migrated, file, line -> {});

        assertThat(contents(migrated)).isEqualTo(contents(settings));
    }

    @Test
    void a_database_with_data_is_left_unchanged() throws Exception {
        Map<String, String> before = contents(settings);

        assertThatThrownBy(() -> Backup.restore(settings, file, line -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("holds data already");
        assertThat(contents(settings)).isEqualTo(before);
    }

    @Test
    void a_truncated_file_is_rejected() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = directory.resolve("cut");
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 100));

        assertThatThrownBy(() -> Backup.restore(TestDatabase.empty(), cut, line -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("was cut off");
    }

    /// A rejected stream leaves the database empty, so that the next restore into it is accepted.
    @Test
    void a_stream_is_restored_if_it_is_complete() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        byte[] whole = Files.readAllBytes(file);
        int end = endOfManifest(whole);

        for (int cut = 0; cut <= CUTS; cut++) {
            int length = cut == CUTS ? end - 1 : end * cut / CUTS;
            assertThatThrownBy(() -> Backup.restore(empty, new ByteArrayInputStream(whole, 0, length), line -> {}))
                    .as("the first %d of %d bytes", length, whole.length)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("cut off");
        }
        List<String> steps = new ArrayList<>();
        Backup.restore(empty, new ByteArrayInputStream(whole), steps::add);

        assertThat(contents(empty)).isEqualTo(contents(settings));
        assertThat(steps).contains("messages: " + (MESSAGES + 1) + " rows");
        assertThat(epoch(empty)).isNotEqualTo(epoch(settings));
    }

    /// Returns where the zip's directory begins, which is behind its last entry. The end record of a zip has this
    /// offset 6 bytes before its end.
    private static int endOfManifest(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
    }

    @Test
    void a_backup_of_format_1_is_restored_from_a_file_only() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        Path old = directory.resolve("old");
        rewrite(old, (name, text) -> switch (name) {
            case "head" -> Optional.empty();
            case "manifest" -> Optional.of(text.replace("vestnik-backup 2\n", "vestnik-backup 1\n"));
            default -> Optional.of(text);
        });

        try (InputStream stream = Files.newInputStream(old)) {
            assertThatThrownBy(() -> Backup.restore(empty, stream, line -> {}))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("from a file only");
        }
        Backup.restore(empty, old, line -> {});

        assertThat(contents(empty)).isEqualTo(contents(settings));
    }

    @Test
    void a_backup_with_changed_rows_is_rejected_and_changes_nothing() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        Path changed = directory.resolve("changed");
        rewrite(changed, "tables/messages.copy", text -> text.replace("the last one", "the lost one"));

        assertThatThrownBy(() -> Backup.restore(empty, changed, line -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("damaged in its table messages");
        try (InputStream stream = Files.newInputStream(changed)) {
            assertThatThrownBy(() -> Backup.restore(empty, stream, line -> {}))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("damaged in its table messages");
        }
        assertThat(TestDatabase.number(empty, "select count(*) from users")).isZero();
    }

    @Test
    void tables_of_other_programs_are_omitted() throws Exception {
        Path to = directory.resolve("shared");
        TestDatabase.execute(settings, "create table messages_old as select * from messages");
        List<String> steps = new ArrayList<>();
        try (OutputStream out = Files.newOutputStream(to)) {
            Backup.write(settings, out, steps::add);
        }
        PostgresSettings empty = TestDatabase.empty();
        Backup.restore(empty, to, line -> {});

        assertThat(steps).noneMatch(line -> line.contains("messages_old"));
        TestDatabase.execute(settings, "drop table messages_old");
        assertThat(contents(empty)).isEqualTo(contents(settings));
    }

    /// The names of a file become part of statements.
    @Test
    void a_backup_with_other_tables_or_columns_is_rejected_before_the_first_row() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        String crafted = "users(name)from\fprogram\f'false';--";
        List<UnaryOperator<String>> changes = List.of(
                text -> text.replace("table users ", "table " + crafted + " "),
                text -> text.replace(",name,", ","),
                text -> text.replaceFirst("(?m)^table messages .*\\R", ""),
                text -> text.replaceFirst("(?m)^(table users .*\\R)", "$1$1"));

        for (UnaryOperator<String> change : changes) {
            Path changed = directory.resolve("changed");
            rewrite(
                    changed,
                    (name, text) ->
                            Optional.of(name.equals("head") || name.equals("manifest") ? change.apply(text) : text));
            List<String> steps = new ArrayList<>();

            assertThatThrownBy(() -> Backup.restore(empty, changed, steps::add))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("does not have the tables and columns of schema");
            try (InputStream stream = Files.newInputStream(changed)) {
                assertThatThrownBy(() -> Backup.restore(empty, stream, steps::add))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("does not have the tables and columns of schema");
            }
            assertThat(steps).isEmpty();
        }
        Backup.restore(empty, file, line -> {});
        assertThat(contents(empty)).isEqualTo(contents(settings));
    }

    @Test
    void a_list_of_tables_that_cannot_be_read_is_damage() throws Exception {
        PostgresSettings empty = TestDatabase.empty();
        Path changed = directory.resolve("changed");
        for (String line : List.of("table", "taken yesterday", "schema 1;2", "table a many b c")) {
            String first = line.split(" ", -1)[0];
            rewrite(changed, "manifest", text -> text.replaceFirst("(?m)^" + first + " .*", line));

            assertThatThrownBy(() -> Backup.restore(empty, changed, step -> {}))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("its list of tables cannot be read");
        }
    }

    @Test
    void a_failed_analyze_does_not_fail_the_restore() throws Exception {
        PostgresSettings migrated = TestDatabase.create();
        // The expression is evaluated by `analyze` only.
        TestDatabase.execute(migrated, "create statistics broken on (1 / (id - id)) from messages");

        Backup.restore(migrated, file, line -> {});

        assertThat(contents(migrated)).isEqualTo(contents(settings));
    }

    @Test
    void a_failed_migration_of_restored_data_says_that_the_data_is_restored() throws Exception {
        PostgresSettings migrated = TestDatabase.create();

        assertThatThrownBy(() -> Backup.restore(
                        migrated,
                        file,
                        line -> TestDatabase.execute(
                                migrated, "update flyway_schema_history set checksum = 1 where version = '1'")))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("the backup was restored, but not migrated: run migrate (");
        assertThat(contents(migrated)).isEqualTo(contents(settings));
    }

    @Test
    void a_backup_of_a_later_version_is_rejected() throws Exception {
        Path later = directory.resolve("later");
        rewrite(later, "manifest", text -> text.replaceFirst("schema \\d+", "schema 999"));

        assertThatThrownBy(() -> Backup.restore(TestDatabase.empty(), later, line -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void a_file_other_than_a_backup_is_rejected() throws IOException {
        Path letter = directory.resolve("letter");
        Files.writeString(letter, "Dear Bob");
        Path zip = directory.resolve("zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("hello"));
        }

        for (Path other : List.of(letter, zip)) {
            assertThatThrownBy(() -> Backup.restore(TestDatabase.empty(), other, line -> {}))
                    .isInstanceOf(BackupException.class);
        }
        assertThatThrownBy(() -> Backup.write(TestDatabase.empty(), new ByteArrayOutputStream(), line -> {}))
                .isInstanceOf(BackupException.class);
    }

    /// Makes a backup, and meanwhile sends a message, which the backup must not contain. Then removes this message from
    /// the database, so that the database has the same contents as the backup.
    private Path backUp(String name, Conversation conversation) throws IOException {
        Path to = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(to)) {
            boolean[] wrote = {false};
            Backup.write(settings, out, line -> {
                if (!wrote[0]) {
                    wrote[0] = true;
                    conversation.sends(conversation.alice(), "meanwhile");
                }
            });
            assertThat(wrote[0]).isTrue();
        }
        TestDatabase.execute(settings, "delete from messages where body = 'meanwhile'");
        TestDatabase.execute(
                settings,
                "update chats c set last_id = m.last, version = c.version - 1, activity_at = m.at"
                        + " from (select chat_id, max(id) as last, max(sent_at) as at from messages group by chat_id) m"
                        + " where m.chat_id = c.id");
        TestDatabase.execute(
                settings,
                "update members s set last_sent = coalesce((select max(id) from messages m"
                        + " where m.chat_id = s.chat_id and m.sender_id = s.user_id), 0)");
        return to;
    }

    /// Copies the backup with another text in one of its entries.
    private void rewrite(Path to, String entry, UnaryOperator<String> change) throws IOException {
        rewrite(to, (name, text) -> Optional.of(name.equals(entry) ? change.apply(text) : text));
    }

    /// Copies the backup with the texts that `change` returns for the names and texts of the entries. Omits an entry
    /// for which it returns none.
    private void rewrite(Path to, BiFunction<String, String, Optional<String>> change) throws IOException {
        try (ZipFile from = new ZipFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry one : from.stream().toList()) {
                String text = new String(from.getInputStream(one).readAllBytes(), StandardCharsets.UTF_8);
                Optional<String> changed = change.apply(one.getName(), text);
                if (changed.isPresent()) {
                    out.putNextEntry(new ZipEntry(one.getName()));
                    out.write(changed.get().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /// The rows of every table with data, as text.
    private static Map<String, String> contents(PostgresSettings settings) throws SQLException {
        Map<String, String> contents = new TreeMap<>();
        try (Connection connection = TestDatabase.connect(settings);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select tablename from pg_tables where schemaname = 'public'"
                    + " and tablename not in ('flyway_schema_history', 'meta')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery(String.format(
                        Locale.ROOT, "select string_agg(t::text, chr(10) order by t::text) from %s t", table))) {
                    row.next();
                    contents.put(table, String.valueOf(row.getString(1)));
                }
            }
        }
        return contents;
    }

    private static String epoch(PostgresSettings settings) throws SQLException {
        try (Connection connection = TestDatabase.connect(settings);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select epoch from meta")) {
            row.next();
            return row.getString(1);
        }
    }
}
