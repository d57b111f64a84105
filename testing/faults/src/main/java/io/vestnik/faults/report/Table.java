package io.vestnik.faults.report;

import java.util.List;
import java.util.Locale;

/// A table in Markdown. Not thread-safe.
final class Table {
    private final int columns;
    private final StringBuilder text = new StringBuilder();

    /// @param heads the heads of the columns
    Table(String... heads) {
        columns = heads.length;
        row((Object[]) heads);
        text.append("|").append("---|".repeat(columns)).append('\n');
    }

    /// Adds a row. A whole number is written with separators.
    Table row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells: " + List.of(cells));
        }
        text.append('|');
        for (Object cell : cells) {
            text.append(' ').append(written(cell)).append(" |");
        }
        text.append('\n');
        return this;
    }

    private static String written(Object cell) {
        return cell instanceof Long number
                ? String.format(Locale.ROOT, "%,d", number)
                : cell.toString().replace("|", "\\|").replace('\n', ' ');
    }

    /// A code span, or nothing for an empty text.
    static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
