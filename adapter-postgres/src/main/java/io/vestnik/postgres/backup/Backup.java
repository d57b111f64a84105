package io.vestnik.postgres.backup;

import io.vestnik.postgres.connection.DirectConnections;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.schema.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Writes all data of the store to one file, and restores it.
///
/// A backup is a zip of the tables in the format of PostgreSQL's `COPY`, each with a checksum. One repeatable-read
/// transaction reads all tables, so they have the state of one moment, while other transactions go on writing. A
/// release with the same or a later version of the schema can restore the backup. Any reader of zip and tab-separated
/// text can inspect it. A restored database has a new epoch, so that clients drop their cached state.
public final class Backup {
    private static final String MANIFEST = "manifest";

    /// The tables that a backup omits, because they are not part of the data: the history of migrations, and the name
    /// of the data set.
    private static final String KEPT_OUT = "('flyway_schema_history', 'meta')";

    /// The query for the names and columns of the tables. A table comes after the tables that it references: the order
    /// is by the length of the longest chain of references.
    private static final String TABLES = String.format(Locale.ROOT, """
        with recursive tables as (
            select c.oid, c.relname from pg_class c
             where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname not in %s
        ), depths (oid, depth) as (
            select oid, 0 from tables
             union
            select k.conrelid, d.depth + 1
              from depths d join pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> k.confrelid
        )
        select t.relname as name,
               (select string_agg(quote_ident(a.attname), ',' order by a.attnum) from pg_attribute a
                 where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
          from tables t
         order by (select max(d.depth) from depths d where d.oid = t.oid), t.relname\
        """, KEPT_OUT);

    private static final String SCHEMA = """
        select version from flyway_schema_history
         where success and version is not null order by installed_rank desc limit 1\
        """;

    /// The SQLSTATE of a missing table.
    private static final String UNDEFINED_TABLE = "42P01";

    private static final String NO_TABLES = "the database has no tables of Vestnik";

    private Backup() {}

    /// Writes a backup of the database to `to`, which stays open.
    ///
    /// @param progress receives a line for each table
    /// @throws BackupException if the database has no Vestnik tables, or cannot be read
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static void write(PostgresSettings settings, OutputStream to, Consumer<String> progress) throws IOException {
        try (Connection connection = connect(settings)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            String schema = one(connection, SCHEMA);
            ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
            List<BackupManifest.Table> written = new ArrayList<>();
            for (BackupManifest.Table table : tables(connection)) {
                BackupManifest.Table done = write(connection, table, zip);
                written.add(done);
                progress.accept(String.format(Locale.ROOT, "%s: %,d rows", done.name(), done.rows()));
            }
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(new BackupManifest(schema, Instant.now(), written).write().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.finish();
        } catch (SQLException e) {
            throw new BackupException(
                    UNDEFINED_TABLE.equals(e.getSQLState())
                            ? NO_TABLES
                            : "the database cannot be backed up: " + firstLine(e),
                    e);
        }
    }

    /// Restores a backup into an empty database, gives the database a new epoch and updates the schema. One transaction
    /// writes all rows and the epoch.
    ///
    /// @param progress receives a line for each table
    /// @throws BackupException if the file is damaged or not a backup, or the database already has data; then nothing
    ///     was changed, except that an empty schema may have been created
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static void restore(PostgresSettings settings, Path from, Consumer<String> progress) throws IOException {
        try (ZipFile zip = new ZipFile(from.toFile(), StandardCharsets.UTF_8)) {
            BackupManifest manifest = BackupManifest.read(text(zip));
            Migrations migrations = new Migrations(settings);
            prepare(migrations, manifest.schema());
            try (Connection connection = connect(settings)) {
                connection.setAutoCommit(false);
                restore(connection, zip, manifest, progress);
                connection.commit();
            }
            migrations.migrate();
            try (Connection connection = connect(settings);
                    Statement statement = connection.createStatement()) {
                statement.execute("analyze");
            }
        } catch (ZipException e) {
            throw new BackupException(String.format(Locale.ROOT, "%s is no backup, or was cut off", from), e);
        } catch (SQLException e) {
            throw new BackupException("the backup cannot be restored: " + firstLine(e), e);
        }
    }

    private static String firstLine(SQLException failure) {
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

    private static void restore(Connection connection, ZipFile zip, BackupManifest manifest, Consumer<String> progress)
            throws SQLException, IOException {
        for (BackupManifest.Table table : tables(connection)) {
            execute(connection, String.format(Locale.ROOT, "lock table %s in exclusive mode", table.name()));
            if (!one(connection, String.format(Locale.ROOT, "select exists (select from %s)", table.name()))
                    .equals("f")) {
                throw new BackupException(String.format(
                        Locale.ROOT, "the database holds data already (%s); restore into an empty one", table.name()));
            }
        }
        for (BackupManifest.Table table : manifest.tables()) {
            read(connection, table, zip);
            progress.accept(String.format(Locale.ROOT, "%s: %,d rows", table.name(), table.rows()));
        }
        execute(connection, "update meta set epoch = gen_random_uuid()");
    }

    private static BackupManifest.Table write(Connection connection, BackupManifest.Table table, ZipOutputStream zip)
            throws SQLException, IOException {
        zip.putNextEntry(new ZipEntry(entry(table)));
        MessageDigest digest = sha256();
        OutputStream rows = new DigestOutputStream(zip, digest);
        long count = copies(connection)
                .copyOut(String.format(Locale.ROOT, "copy %s (%s) to stdout", table.name(), columns(table)), rows);
        zip.closeEntry();
        return new BackupManifest.Table(
                table.name(), table.columns(), count, HexFormat.of().formatHex(digest.digest()));
    }

    private static void read(Connection connection, BackupManifest.Table table, ZipFile zip)
            throws SQLException, IOException {
        ZipEntry entry = zip.getEntry(entry(table));
        if (entry == null) {
            throw new BackupException("the backup lacks the table " + table.name());
        }
        MessageDigest digest = sha256();
        try (InputStream rows = new DigestInputStream(zip.getInputStream(entry), digest)) {
            long count = copies(connection)
                    .copyIn(String.format(Locale.ROOT, "copy %s (%s) from stdin", table.name(), columns(table)), rows);
            if (count != table.rows()
                    || !HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
                throw new BackupException("the backup is damaged in its table " + table.name());
            }
        }
    }

    private static List<BackupManifest.Table> tables(Connection connection) throws SQLException {
        List<BackupManifest.Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(new BackupManifest.Table(
                        rows.getString("name"),
                        List.of(rows.getString("columns").split(",")),
                        0,
                        ""));
            }
        }
        return tables;
    }

    private static String entry(BackupManifest.Table table) {
        return "tables/" + table.name() + ".copy";
    }

    private static String columns(BackupManifest.Table table) {
        return String.join(",", table.columns());
    }

    private static String text(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new BackupException("this is no backup of Vestnik");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
