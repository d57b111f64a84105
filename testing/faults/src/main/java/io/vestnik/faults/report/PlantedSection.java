package io.vestnik.faults.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/// The section of the planted bugs, from the newest result.
final class PlantedSection {
    private PlantedSection() {}

    /// @param runs the results of this kind, the oldest first
    static String of(List<Result> runs) {
        if (runs.isEmpty()) {
            return ReliabilityReport.NOTHING;
        }
        Result newest = runs.getLast();
        Table table = new Table("bug", "area", "laws that it breaks", "violation found", "seed", "step");
        long found = 0;
        for (JsonNode bug : newest.all("bugs")) {
            found += bug.has("law") ? 1 : 0;
            table.row(
                    bug.path("name").asText(),
                    bug.path("area").asText(),
                    bug.path("expected").asText(),
                    bug.path("law").asText("none"),
                    bug.path("seed").asText(),
                    bug.has("step") ? (Object) bug.path("step").asLong() : "");
        }
        return String.format(
                Locale.ROOT,
                "%d of %d bugs were found by `%s` on %s at commit %s (%s).\n\n%s",
                found,
                newest.all("bugs").size(),
                newest.text("command"),
                newest.day(),
                newest.text("commit"),
                newest.link(),
                table);
    }
}
