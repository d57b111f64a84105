package io.vestnik.postgres.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The description of a backup. It is written last and read first, so a truncated backup has no manifest and is
/// rejected.
///
/// @param schema the version of the schema
/// @param tables the tables, ordered so that each table references only earlier tables
record BackupManifest(String schema, Instant takenAt, List<Table> tables) {
    private static final String FIRST_LINE = "vestnik-backup 1";

    /// The part of a backup that holds the rows of one table.
    ///
    /// @param columns the names of the columns, in the order in which the rows contain them
    /// @param sha256 the digest of the rows as stored in the file, in hexadecimal digits
    record Table(String name, List<String> columns, long rows, String sha256) {}

    String write() {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append("\nschema ")
                .append(schema)
                .append("\ntaken ")
                .append(takenAt)
                .append('\n');
        tables.forEach(table -> text.append(String.format(
                Locale.ROOT,
                "table %s %d %s %s\n",
                table.name(),
                table.rows(),
                table.sha256(),
                String.join(",", table.columns()))));
        return text.toString();
    }

    /// @throws BackupException if the text is not a manifest
    static BackupManifest read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3 || !lines.get(0).equals(FIRST_LINE)) {
            throw new BackupException("this is no backup that this version of Vestnik understands");
        }
        List<Table> tables = new ArrayList<>();
        for (String line : lines.subList(3, lines.size())) {
            String[] words = line.split(" ", -1);
            tables.add(new Table(words[1], List.of(words[4].split(",", -1)), Long.parseLong(words[2]), words[3]));
        }
        return new BackupManifest(after("schema ", lines.get(1)), Instant.parse(after("taken ", lines.get(2))), tables);
    }

    private static String after(String label, String line) {
        return line.substring(label.length());
    }
}
