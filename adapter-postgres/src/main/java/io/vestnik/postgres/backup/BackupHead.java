package io.vestnik.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /// What the messages say about a text that this class cannot have written.
    static final String DAMAGED = "the backup is damaged: its list of tables cannot be read";

    private static final Pattern SCHEMA = Pattern.compile("\\d{1,9}");
    private static final int WORDS_OF_FACT = 2;
    private static final int WORDS_OF_TABLE = 3;

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
                .map(line -> words(line, WORDS_OF_TABLE))
                .map(words -> BackupTable.of(words.get(1), words.get(2)))
                .toList();
        return of(lines, tables);
    }

    /// Makes a head from the lines of a head or manifest.
    ///
    /// @throws BackupException if the lines before the first table are not those of a head
    static BackupHead of(List<String> lines, List<BackupTable> tables) {
        String schema = words(lines.get(1), WORDS_OF_FACT).get(1);
        if (!SCHEMA.matcher(schema).matches()) {
            throw new BackupException(DAMAGED);
        }
        try {
            Instant takenAt = Instant.parse(words(lines.get(2), WORDS_OF_FACT).get(1));
            return new BackupHead(schema, takenAt, List.copyOf(tables));
        } catch (DateTimeParseException e) {
            throw new BackupException(DAMAGED, e);
        }
    }

    /// Splits a line into its words.
    ///
    /// @throws BackupException if the line has another number of words
    static List<String> words(String line, int count) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() != count) {
            throw new BackupException(DAMAGED);
        }
        return words;
    }

    /// Compares the tables with those of a database whose schema has the version of this head. The names in a file are
    /// used in statements, so they must not be other names than those of the schema.
    ///
    /// @throws BackupException if a table or column differs
    void requireTables(List<BackupTable> ofSchema) {
        if (tables.equals(ofSchema)) {
            return;
        }
        List<BackupTable> differing = new ArrayList<>(tables);
        differing.removeAll(ofSchema);
        List<BackupTable> missing = new ArrayList<>(ofSchema);
        missing.removeAll(tables);
        differing.addAll(missing);
        String names = differing.stream().map(BackupTable::name).distinct().collect(Collectors.joining(", "));
        throw new BackupException(String.format(
                Locale.ROOT,
                "the backup does not have the tables and columns of schema %s: %s",
                schema,
                names.isEmpty() ? "a table is repeated or in another place" : "see " + names));
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
}
