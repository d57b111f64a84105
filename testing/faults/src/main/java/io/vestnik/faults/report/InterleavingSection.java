package io.vestnik.faults.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/// The section of the interleavings, from the newest result of each tool.
final class InterleavingSection {
    private InterleavingSection() {}

    /// @param runs the results of this kind, the oldest first
    static String of(List<Result> runs) {
        if (runs.isEmpty()) {
            return ReliabilityReport.NOTHING;
        }
        StringBuilder text = new StringBuilder();
        for (String tool : runs.stream().map(run -> run.text("tool")).distinct().toList()) {
            Result newest = runs.stream()
                    .filter(run -> run.text("tool").equals(tool))
                    .toList()
                    .getLast();
            text.append(text.isEmpty() ? "" : "\n").append(section(newest));
        }
        return text.toString();
    }

    private static String section(Result run) {
        String head = String.format(
                Locale.ROOT, "%s on %s, Java %s (%s)", run.text("tool"), run.day(), run.text("java"), run.link());
        if (run.has("failure")) {
            return head + " does not run:\n\n```text\n" + run.text("failure").strip() + "\n```\n";
        }
        Table table = new Table("class", "executions", "failures");
        for (JsonNode target : run.all("targets")) {
            table.row(
                    target.path("name").asText(),
                    target.path("executions").asLong(),
                    target.path("failures").asLong());
        }
        return head + ", by `" + run.text("command") + "`:\n\n" + table;
    }
}
