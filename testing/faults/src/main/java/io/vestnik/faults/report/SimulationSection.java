package io.vestnik.faults.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The section of the simulation.
final class SimulationSection {
    private static final double SECONDS_PER_HOUR = 3600;

    private SimulationSection() {}

    /// @param runs the results of this kind
    static String of(List<Result> runs) {
        if (runs.isEmpty()) {
            return ReliabilityReport.NOTHING;
        }
        Table table = new Table(
                "date",
                "commit",
                "seeds",
                "steps",
                "steps per second",
                "virtual hours",
                "sends",
                "acknowledged",
                "unknown",
                "stored",
                "violations",
                "command",
                "machine",
                "Java",
                "result");
        Map<String, Long> faults = new TreeMap<>();
        for (Result run : runs) {
            table.row(
                    run.day(),
                    run.text("commit"),
                    run.number("seeds"),
                    run.number("steps"),
                    run.number("stepsPerSecond"),
                    String.format(Locale.ROOT, "%,.1f", run.number("virtualSeconds") / SECONDS_PER_HOUR),
                    run.number("sends"),
                    run.number("acknowledged"),
                    run.number("unknown"),
                    run.number("unknownStored"),
                    run.violatedLaws(),
                    Table.code(run.text("command")),
                    run.text("machine"),
                    run.text("java"),
                    run.link());
            run.all("faults")
                    .properties()
                    .forEach(fault ->
                            faults.merge(fault.getKey(), fault.getValue().asLong(), Long::sum));
        }
        Table kinds = new Table("fault", "count");
        faults.forEach(kinds::row);
        return table + "\n" + kinds;
    }
}
