package io.vestnik.faults.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.checker.CheckReport;
import io.vestnik.checker.Law;
import io.vestnik.faults.run.fault.FaultCounts;
import io.vestnik.faults.run.history.Traffic;
import io.vestnik.faults.run.system.SystemSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The result of a run.
///
/// @param run what was tested, and for how long
/// @param faults what was injected
/// @param reports the result of each round's check
/// @param traffic the sends and events of all clients
/// @param problems what must not happen in a run
record Summary(
        RunOptions options,
        Run run,
        FaultCounts faults,
        List<CheckReport> reports,
        Traffic traffic,
        List<String> problems) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long NANOS_PER_MILLI = 1_000_000;

    /// What was tested, and for how long.
    ///
    /// @param database the version of the database
    record Run(String database, Set<SystemSettings.Part> parts, Duration length) {
        /// The version of the database, and the optional parts of the system.
        String system() {
            return database
                    + parts.stream()
                            .sorted()
                            .map(part -> ", " + part.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining());
        }
    }

    /// Whether all laws held and every fault was followed by a recovery.
    boolean isClean() {
        return problems.isEmpty()
                && !reports.isEmpty()
                && reports.stream().allMatch(CheckReport::isLawful)
                && sum(report -> report.sends().unchecked()) == 0;
    }

    private Map<Law, Long> violations() {
        Map<Law, Long> sums = new TreeMap<>();
        reports.forEach(report -> report.violations().forEach((law, count) -> sums.merge(law, count, Long::sum)));
        return sums;
    }

    private long sum(ToLongFunction<CheckReport> part) {
        return reports.stream().mapToLong(part).sum();
    }

    /// The result for readers.
    String text() {
        return String.format(
                Locale.ROOT,
                """

                %s
                %s, %d s, %d rounds, seed %d
                %d faults; %d attempts, %d messages sent, %d acknowledged, %d unknown (%d of them stored), %d compared
                %d acknowledged messages lost by faults that may lose them; violations: %s
                %s
                """,
                faults.table(),
                run.system(),
                run.length().toSeconds(),
                reports.size(),
                options.seed(),
                faults.injected(),
                traffic.sends(),
                sum(report -> report.sends().begun()),
                sum(report -> report.sends().acknowledged()),
                sum(report -> report.sends().unknown()),
                sum(report -> report.sends().unknownStored()),
                sum(CheckReport::messagesCompared),
                sum(report -> report.sends().lostByFault()),
                violations(),
                isClean() ? "CLEAN" : "FAILED: " + problems.size() + " problems, the first: " + first());
    }

    private String first() {
        return problems.isEmpty() ? "a law was violated, or a message was not checked" : problems.getFirst();
    }

    /// Writes `summary.json` into the directory of the run, and a copy as `last.json` into `out`.
    void write(Path directory, Path out) throws IOException {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n";
        Files.writeString(directory.resolve("summary.json"), text, StandardCharsets.UTF_8);
        Files.writeString(out.resolve("last.json"), text, StandardCharsets.UTF_8);
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode()
                .put("kind", "faults")
                .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", RunPlace.commit(options.home()))
                .put("arguments", options.arguments())
                .put("database", run.database())
                .put("java", Runtime.version().toString())
                .put("node", RunPlace.node(options.node()))
                .put("machine", RunPlace.machine())
                .put("seed", options.seed())
                .put("clients", options.clients())
                .put("seconds", run.length().toSeconds())
                .put("rounds", reports.size())
                .put("attempts", traffic.sends())
                .put("events", traffic.events())
                .put("sends", sum(report -> report.sends().begun()))
                .put("acknowledged", sum(report -> report.sends().acknowledged()))
                .put("unknown", sum(report -> report.sends().unknown()))
                .put("unknownStored", sum(report -> report.sends().unknownStored()))
                .put("lostByFault", sum(report -> report.sends().lostByFault()))
                .put("unchecked", sum(report -> report.sends().unchecked()))
                .put("compared", sum(CheckReport::messagesCompared))
                .put("faultsInjected", faults.injected());
        if (run.parts().contains(SystemSettings.Part.POOLER)) {
            json.put("pooler", RunPlace.pooler());
        }
        ArrayNode parts = json.putArray("parts");
        run.parts().stream().map(SystemSettings.Part::name).sorted().forEach(parts::add);
        options.notTried().forEach(json.putArray("notTried")::add);
        ObjectNode violations = json.putObject("violations");
        violations().forEach((law, count) -> violations.put(law.name(), count));
        ObjectNode kinds = json.putObject("faults");
        new TreeMap<>(faults.kinds()).forEach((name, kind) -> put(kinds.putObject(name), name, kind));
        problems.forEach(json.putArray("problems")::add);
        return json;
    }

    private void put(ObjectNode json, String name, FaultCounts.Kind kind) {
        ArrayNode recoveries = json.put("effect", kind.effect().name())
                .put("injected", kind.injected())
                .put("sendsInFlight", kind.sendsInFlight())
                .put("idle", kind.idle())
                .put("impossible", kind.impossible())
                .put("nextAckMsWorst", worstNextAck(name) / NANOS_PER_MILLI)
                .putArray("recoveryMs");
        kind.recoveriesNanos().forEach(nanos -> recoveries.add(nanos / NANOS_PER_MILLI));
    }

    /// The longest time from a fault of a kind to the next acknowledgement of a later attempt.
    private long worstNextAck(String kind) {
        return reports.stream()
                .flatMap(report -> Optional.ofNullable(report.faults().get(kind)).stream())
                .mapToLong(CheckReport.FaultTimes::worstNanos)
                .max()
                .orElse(0);
    }
}
