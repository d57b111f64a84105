package io.vestnik.postgres.backup;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.postgres.connection.DirectConnections;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.schema.Migrations;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes all data of the store to a file or a stream, and restores it.
///
/// A backup is a zip of Vestnik's tables in the format of PostgreSQL's `COPY`, each with a checksum. One
/// repeatable-read transaction reads all tables, so they have the state of one moment, while other transactions go on
/// writing. A release with the same or a later version of the schema can restore the backup. Any reader of zip and
/// tab-separated text can inspect it. A restored database has a new epoch, so that clients drop their cached state.
///
/// The checksums find damage. They do not prove the origin of a file: a deliberate change can also change them.
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    /// The size of the buffers for streams. The classes for zip read and write pieces of 512 bytes.
    static final int BUFFER_BYTES = 1 << 16;

    private static final String SCHEMA = """
        select version from flyway_schema_history
         where success and version is not null order by installed_rank desc limit 1\
        """;

    /// The SQLSTATE of a missing table.
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String NO_TABLES = "the database has no tables of Vestnik";

    private Backup() {}

    /// Writes a backup of the database to `to`, which stays open. Tables that are not Vestnik's are omitted, and named
    /// in a warning of the log.
    ///
    /// @param progress receives a line for each table
    /// @throws BackupException if the database has no Vestnik tables, or cannot be read
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static void write(PostgresSettings settings, OutputStream to, Consumer<String> progress) throws IOException {
        try (Connection connection = connect(settings)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            BackupHead head = new BackupHead(one(connection, SCHEMA), Instant.now(), VestnikTables.present(connection));
            warnOf(VestnikTables.others(connection));
            ZipOutputStream zip =
                    new ZipOutputStream(new BufferedOutputStream(to, BUFFER_BYTES), StandardCharsets.UTF_8);
            write(zip, BackupHead.ENTRY, head.write());
            List<BackupTable.Rows> written = new ArrayList<>();
            for (BackupTable table : head.tables()) {
                zip.putNextEntry(new ZipEntry(table.entry()));
                BackupTable.Rows rows = table.copyOut(connection, zip);
                zip.closeEntry();
                written.add(rows);
                progress.accept(line(rows));
            }
            write(zip, BackupManifest.ENTRY, new BackupManifest(head, written).write());
            zip.finish();
            zip.flush();
        } catch (SQLException e) {
            throw new BackupException(
                    UNDEFINED_TABLE.equals(e.getSQLState())
                            ? NO_TABLES
                            : "the database cannot be backed up: " + firstLine(e),
                    e);
        }
    }

    private static void warnOf(List<String> omitted) {
        if (!omitted.isEmpty()) {
            LOG.warn(
                    "event=backup_omits_tables reason=\"not tables of Vestnik\" tables=\"{}\"",
                    String.join(", ", omitted));
        }
    }

    private static void write(ZipOutputStream zip, String entry, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String line(BackupTable.Rows rows) {
        return String.format(Locale.ROOT, "%s: %,d rows", rows.table().name(), rows.count());
    }

    /// Restores a backup into an empty database, gives the database a new epoch and updates the schema. One transaction
    /// writes all rows and the epoch.
    ///
    /// @param progress receives a line for each table
    /// @throws BackupException if the file is damaged or not a backup, if its tables are not those of its version of
    ///     the schema, or if the database already has data; then nothing was changed, except that an empty schema may
    ///     have been created. Also if the restored data cannot be migrated, which the message says
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static void restore(PostgresSettings settings, Path from, Consumer<String> progress) throws IOException {
        try (ZipFile zip = new ZipFile(from.toFile(), StandardCharsets.UTF_8)) {
            restore(settings, FileSource.of(zip), progress);
        } catch (ZipException | EOFException e) {
            throw new BackupException(String.format(Locale.ROOT, "%s is no backup, or was cut off", from), e);
        }
    }

    /// Like [#restore(PostgresSettings, Path, Consumer)], but from a stream, whose rows are written while they arrive.
    /// The transaction is committed after the whole stream was read and compared with its manifest.
    ///
    /// @param from stays open
    /// @throws BackupException also if the backup has format 1, which is restored from a file only
    public static void restore(PostgresSettings settings, InputStream from, Consumer<String> progress)
            throws IOException {
        try {
            restore(settings, StreamSource.of(from), progress);
        } catch (ZipException | EOFException e) {
            throw new BackupException("the input is no backup, or was cut off", e);
        }
    }

    private static void restore(PostgresSettings settings, BackupSource source, Consumer<String> progress)
            throws IOException {
        Migrations migrations = new Migrations(settings);
        prepare(migrations, source.head().schema());
        try (Connection connection = connect(settings)) {
            connection.setAutoCommit(false);
            List<BackupTable> tables = VestnikTables.present(connection);
            source.head().requireTables(tables);
            rejectData(connection, tables);
            copy(connection, source, progress);
            execute(connection, "update meta set epoch = gen_random_uuid()");
            commit(connection);
        } catch (SQLException e) {
            throw new BackupException("the backup cannot be restored: " + firstLine(e), e);
        }
        migrate(migrations);
        analyze(settings);
    }

    /// If the connection is lost meanwhile, it is unknown whether the database has committed.
    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new BackupException(
                    "the commit of the restore failed, and the database has all data of the backup or none: "
                            + firstLine(e),
                    e);
        }
    }

    /// A failure is not analysed here: `migrate` reports it again, with all details.
    private static void migrate(Migrations migrations) {
        try {
            migrations.migrate();
        } catch (RuntimeException e) {
            throw new BackupException(
                    "the backup was restored, but not migrated: run migrate (" + firstLine(e) + ")", e);
        }
    }

    /// Gives the planner its statistics. The server works without them, and autovacuum collects them later.
    private static void analyze(PostgresSettings settings) {
        try (Connection connection = connect(settings)) {
            for (BackupTable table : VestnikTables.present(connection)) {
                execute(connection, "analyze " + table.name());
            }
        } catch (SQLException | StoreUnavailableException e) {
            LOG.warn("event=analyze_failed cause=\"{}\"", firstLine(e));
        }
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static void prepare(Migrations migrations, String schema) {
        switch (migrations.migrateTo(schema)) {
            case DONE -> {}
            case UNKNOWN_VERSION ->
                throw new BackupException(
                        String.format(Locale.ROOT, "the backup is of a newer version of Vestnik (schema %s)", schema));
            case NEWER ->
                throw new BackupException(
                        "the database's schema is newer than the backup's: restore into a database without one");
        }
    }

    /// Locks all tables, and throws [BackupException] if one has rows.
    private static void rejectData(Connection connection, List<BackupTable> tables) throws SQLException {
        for (BackupTable table : tables) {
            execute(connection, String.format(Locale.ROOT, "lock table %s in exclusive mode", table.name()));
            if (!one(connection, String.format(Locale.ROOT, "select exists (select from %s)", table.name()))
                    .equals("f")) {
                throw new BackupException(String.format(
                        Locale.ROOT, "the database holds data already (%s); restore into an empty one", table.name()));
            }
        }
    }

    private static void copy(Connection connection, BackupSource source, Consumer<String> progress)
            throws SQLException, IOException {
        List<BackupTable.Rows> restored = new ArrayList<>();
        for (BackupTable table : source.head().tables()) {
            BackupTable.Rows rows = table.copyIn(connection, source.rows(table));
            restored.add(rows);
            progress.accept(line(rows));
        }
        source.manifest().verify(restored);
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            if (!row.next()) {
                throw new BackupException(NO_TABLES);
            }
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(PostgresSettings settings) {
        return DirectConnections.open(settings, "vestnik-backup");
    }
}
