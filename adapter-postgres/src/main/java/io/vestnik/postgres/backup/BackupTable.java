package io.vestnik.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// A table of a backup, and the copying of its rows. Its names are used in statements as they are: before rows are
/// copied into a database, they have to be compared with the names in the database.
///
/// @param columns the names of the columns, in the order in which the rows contain them
record BackupTable(String name, List<String> columns) {
    /// The beginning of the names of the zip entries with rows.
    static final String DIRECTORY = "tables/";

    /// The rows of one table.
    ///
    /// @param sha256 the digest of the rows as stored in the backup, in hexadecimal digits
    record Rows(BackupTable table, long count, String sha256) {}

    /// Makes a table from the list that [#columnList] returns.
    static BackupTable of(String name, String columnList) {
        return new BackupTable(name, List.of(columnList.split(",", -1)));
    }

    /// The columns, separated by commas.
    String columnList() {
        return String.join(",", columns);
    }

    /// The name of the zip entry with the rows.
    String entry() {
        return DIRECTORY + name + ".copy";
    }

    /// Copies all rows from the database. The stream stays open.
    Rows copyOut(Connection connection, OutputStream to) throws SQLException, IOException {
        MessageDigest digest = sha256();
        long count = copies(connection)
                .copyOut(
                        String.format(Locale.ROOT, "copy %s (%s) to stdout", name, columnList()),
                        new DigestOutputStream(to, digest));
        return new Rows(this, count, HexFormat.of().formatHex(digest.digest()));
    }

    /// Copies all rows into the database, up to the end of the stream. The stream stays open.
    Rows copyIn(Connection connection, InputStream from) throws SQLException, IOException {
        MessageDigest digest = sha256();
        long count = copies(connection)
                .copyIn(
                        String.format(Locale.ROOT, "copy %s (%s) from stdin", name, columnList()),
                        new DigestInputStream(from, digest));
        return new Rows(this, count, HexFormat.of().formatHex(digest.digest()));
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
