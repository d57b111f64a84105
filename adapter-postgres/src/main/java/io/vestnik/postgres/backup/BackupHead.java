package io.vestnik.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The description of the tables of a backup, which a restore needs before the first row.
///
/// @param schema the version of the schema
/// @param tables the tables, ordered so that each table references only earlier tables
record BackupHead(String schema, Instant takenAt, List<BackupTable> tables) {
    /// The name of the zip entry.
    static final String ENTRY = "head";

    /// The first line of a head, and of a manifest of the same format.
    static final String FIRST_LINE = "vestnik-backup 2";

    /// The number of lines before the first table.
    static final int LINES_BEFORE_TABLES = 3;

    /// The maximum length of a head or manifest. Each table takes a few hundred bytes.
    private static final int TEXT_BYTES_MAX = 1 << 20;

    String write() {
        StringBuilder text = new StringBuilder(preamble());
        tables.forEach(
                table -> text.append(String.format(Locale.ROOT, "table %s %s\n", table.name(), table.columnList())));
        return text.toString();
    }

    /// The lines before the first table.
    String preamble() {
        return String.format(Locale.ROOT, "%s\nschema %s\ntaken %s\n", FIRST_LINE, schema, takenAt);
    }

    /// @throws BackupException if the text is not a head
    static BackupHead read(String text) {
        List<String> lines = lines(text, Set.of(FIRST_LINE));
        List<BackupTable> tables = lines.subList(LINES_BEFORE_TABLES, lines.size()).stream()
                .map(line -> line.split(" ", -1))
                .map(words -> BackupTable.of(words[1], words[2]))
                .toList();
        return of(lines, tables);
    }

    /// Makes a head from the lines of a head or manifest.
    static BackupHead of(List<String> lines, List<BackupTable> tables) {
        return new BackupHead(
                after("schema ", lines.get(1)), Instant.parse(after("taken ", lines.get(2))), List.copyOf(tables));
    }

    /// Splits a head or manifest into its lines.
    ///
    /// @throws BackupException if the first line is none of `firstLines`
    static List<String> lines(String text, Set<String> firstLines) {
        List<String> lines = text.lines().toList();
        if (lines.size() < LINES_BEFORE_TABLES || !firstLines.contains(lines.get(0))) {
            throw new BackupException("this is no backup that this version of Vestnik understands");
        }
        return lines;
    }

    /// Reads a head or manifest up to the end of its zip entry.
    static String text(InputStream entry) throws IOException {
        return new String(entry.readNBytes(TEXT_BYTES_MAX), StandardCharsets.UTF_8);
    }

    private static String after(String label, String line) {
        return line.substring(label.length());
    }
}
