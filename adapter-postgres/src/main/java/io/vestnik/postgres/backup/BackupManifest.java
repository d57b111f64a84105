package io.vestnik.postgres.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The description of a complete backup. It is written last, so a truncated backup has no manifest and is rejected.
///
/// @param rows the rows of each table of the head, in the same order
record BackupManifest(BackupHead head, List<BackupTable.Rows> rows) {
    /// The name of the zip entry.
    static final String ENTRY = "manifest";

    private static final String FIRST_LINE_OF_FORMAT_1 = "vestnik-backup 1";
    private static final int WORDS_OF_TABLE = 5;

    String write() {
        StringBuilder text = new StringBuilder(head.preamble());
        rows.forEach(each -> text.append(String.format(
                Locale.ROOT,
                "table %s %d %s %s\n",
                each.table().name(),
                each.count(),
                each.sha256(),
                each.table().columnList())));
        return text.toString();
    }

    /// Reads a manifest of this format or of format 1.
    ///
    /// @throws BackupException if the text is not a manifest
    static BackupManifest read(String text) {
        List<String> lines = BackupHead.lines(text, Set.of(BackupHead.FIRST_LINE, FIRST_LINE_OF_FORMAT_1));
        List<BackupTable.Rows> rows = new ArrayList<>();
        for (String line : lines.subList(BackupHead.LINES_BEFORE_TABLES, lines.size())) {
            rows.add(rows(BackupHead.words(line, WORDS_OF_TABLE)));
        }
        BackupHead head =
                BackupHead.of(lines, rows.stream().map(BackupTable.Rows::table).toList());
        return new BackupManifest(head, List.copyOf(rows));
    }

    private static BackupTable.Rows rows(List<String> words) {
        try {
            return new BackupTable.Rows(
                    BackupTable.of(words.get(1), words.get(4)), Long.parseLong(words.get(2)), words.get(3));
        } catch (NumberFormatException e) {
            throw new BackupException(BackupHead.DAMAGED, e);
        }
    }

    /// Compares the restored rows with this manifest.
    ///
    /// @throws BackupException if a table differs
    void verify(List<BackupTable.Rows> restored) {
        if (restored.size() != rows.size()) {
            throw new BackupException("the backup is damaged: its manifest has other tables than its head");
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!restored.get(i).equals(rows.get(i))) {
                throw new BackupException("the backup is damaged in its table "
                        + rows.get(i).table().name());
            }
        }
    }
}
