package io.vestnik.faults.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// The sections of the runs with real faults.
final class FaultSections {
    private static final long TARGET_FAULTS = 1_000;
    private static final long TARGET_SENDS = 10_000_000;
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MEDIAN = 0.5;
    private static final double HIGH = 0.99;
    private static final String PLANTED = "planted";
    private static final String LOSS = "LOSS";
    private static final String SENDS = "sends";
    private static final String INJECTED = "faultsInjected";
    private static final String UNKNOWN = "unknown";
    private static final String STORED = "unknownStored";
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final String LOST = "lostByFault";
    private static final String RESULT = "result";

    private final List<Result> runs;
    private final List<Result> failing;

    /// @param results those of this kind
    FaultSections(List<Result> results) {
        runs = results.stream().filter(result -> !result.has(PLANTED)).toList();
        failing = results.stream().filter(result -> result.has(PLANTED)).toList();
    }

    /// The faults of one kind in all runs.
    private static final class Kind {
        private long injected;
        private long inFlight;
        private long impossible;
        private long nextAckMs;
        private final List<Long> recoveryMs = new ArrayList<>();

        void add(JsonNode kind) {
            injected += kind.path("injected").asLong();
            inFlight += kind.path("sendsInFlight").asLong();
            impossible += kind.path("impossible").asLong() + kind.path("idle").asLong();
            nextAckMs = Math.max(nextAckMs, kind.path("nextAckMsWorst").asLong());
            kind.path("recoveryMs").forEach(each -> recoveryMs.add(each.asLong()));
        }

        /// A time within which a share of the recoveries ended, in seconds.
        String recovery(double share) {
            List<Long> sorted = recoveryMs.stream().sorted().toList();
            if (sorted.isEmpty()) {
                return "";
            }
            return seconds(sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1)));
        }
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f", millis / MILLIS_PER_SECOND);
    }

    private long sum(ToLongFunction<Result> part) {
        return runs.stream().mapToLong(part).sum();
    }

    private long sum(String field) {
        return sum(run -> run.number(field));
    }

    private static long problems(Result run) {
        return run.texts("problems").size();
    }

    /// The runs, and the faults by kind.
    String all() {
        return runs.isEmpty()
                ? ReliabilityReport.NOTHING
                : String.join("\n", totals().toString(), runs().toString(), places().toString(), kinds() + notTried());
    }

    private Table totals() {
        long faults = sum(INJECTED);
        long sends = sum(SENDS);
        long violations = sum(Result::violations);
        boolean reached = faults >= TARGET_FAULTS && sends >= TARGET_SENDS && violations == 0;
        return new Table("all runs", "")
                .row("runs", (long) runs.size())
                .row("hours", String.format(Locale.ROOT, "%.1f", sum("seconds") / SECONDS_PER_HOUR))
                .row("faults", faults)
                .row("different messages sent", sends)
                .row("acknowledged", sum(ACKNOWLEDGED))
                .row("unknown outcomes", sum(UNKNOWN))
                .row("of these stored once", sum(STORED))
                .row("violations", violations)
                .row("other problems", sum(FaultSections::problems))
                .row(
                        String.format(
                                Locale.ROOT,
                                "target: %,d faults over %,d sends, no violation",
                                TARGET_FAULTS,
                                TARGET_SENDS),
                        reached ? "reached" : "not reached");
    }

    private Table runs() {
        Table table = new Table(
                "date",
                "commit",
                "database",
                "clients",
                "seconds",
                "faults",
                SENDS,
                ACKNOWLEDGED,
                UNKNOWN,
                "stored",
                "violations",
                "problems",
                RESULT);
        runs.forEach(run -> table.row(
                run.day(),
                run.text("commit"),
                run.text("database"),
                run.number("clients"),
                run.number("seconds"),
                run.number(INJECTED),
                run.number(SENDS),
                run.number(ACKNOWLEDGED),
                run.number(UNKNOWN),
                run.number(STORED),
                run.violatedLaws(),
                problems(run),
                run.link()));
        return table;
    }

    private Table places() {
        Table table = new Table(RESULT, "arguments", "machine", "Java", "PgBouncer", "Node");
        runs.forEach(run -> table.row(
                run.link(),
                Table.code(run.text("arguments")),
                run.text("machine"),
                run.text("java"),
                run.textIfPresent("pooler"),
                run.textIfPresent("node")));
        return table;
    }

    private Table kinds() {
        Map<String, Kind> kinds = new TreeMap<>();
        for (Result run : runs) {
            run.all("faults")
                    .properties()
                    .forEach(kind -> kinds.computeIfAbsent(kind.getKey(), unused -> new Kind())
                            .add(kind.getValue()));
        }
        Table table = new Table(
                "fault",
                "injected",
                "sends in flight",
                "recovery p50, s",
                "p99, s",
                "worst, s",
                "next acknowledgement, worst, s",
                "not injected");
        kinds.forEach((name, kind) -> table.row(
                name,
                kind.injected,
                kind.inFlight,
                kind.recovery(MEDIAN),
                kind.recovery(HIGH),
                kind.recovery(1),
                seconds(kind.nextAckMs),
                kind.impossible));
        return table;
    }

    /// The faults that were asked for and not possible on the machine of a run.
    private String notTried() {
        StringBuilder text = new StringBuilder();
        for (Result run : runs) {
            run.texts("notTried")
                    .forEach(what -> text.append("- not tried in ")
                            .append(run.link())
                            .append(": ")
                            .append(what)
                            .append('\n'));
        }
        return text.isEmpty() ? "" : "\n" + text;
    }

    /// The runs with faults that may lose messages.
    String losses() {
        Table table = new Table("date", "faults that may lose", "acknowledged messages lost", "violations", RESULT);
        List<Result> losing =
                runs.stream().filter(run -> faultsWithLoss(run) > 0).toList();
        losing.forEach(
                run -> table.row(run.day(), faultsWithLoss(run), run.number(LOST), run.violatedLaws(), run.link()));
        return losing.isEmpty() ? ReliabilityReport.NOTHING : table.toString();
    }

    private static long faultsWithLoss(Result run) {
        long sum = 0;
        for (JsonNode kind : run.all("faults")) {
            if (kind.path("effect").asText().equals(LOSS)) {
                sum += kind.path("injected").asLong();
            }
        }
        return sum;
    }

    /// The runs with a planted bug.
    String failing() {
        Table table = new Table("date", "commit", "planted bug", SENDS, "violations", RESULT);
        failing.forEach(run -> table.row(
                run.day(), run.text("commit"), run.text(PLANTED), run.number(SENDS), run.violatedLaws(), run.link()));
        return failing.isEmpty() ? ReliabilityReport.NOTHING : table.toString();
    }
}
