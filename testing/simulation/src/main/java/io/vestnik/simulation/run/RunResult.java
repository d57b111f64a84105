package io.vestnik.simulation.run;

import io.vestnik.checker.CheckReport;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.law.Violation;
import io.vestnik.simulation.world.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What became of the run of a plan.
///
/// @param hash the hash of the trace: two runs of a plan have the same
/// @param failure what has stopped the run
/// @param lastSteps the last steps before a failure
public record RunResult(
        Plan plan, Counts counts, long hash, Optional<Simulation.Failure> failure, List<String> lastSteps) {
    /// What happened in a run.
    ///
    /// @param steps the number of steps
    /// @param length the virtual time
    /// @param changes the number of committed changes
    /// @param sends the sends as the checker counted them; empty if the run has not ended
    /// @param faults the number of faults of each kind
    public record Counts(
            long steps,
            Duration length,
            long changes,
            Optional<CheckReport.Sends> sends,
            Map<FaultKind, Long> faults) {}

    /// A law in the message of a check of the whole database.
    private static final Pattern LAW = Pattern.compile("\\bL[1-9]\\b");

    /// The number of steps.
    public long steps() {
        return counts.steps();
    }

    /// The name of the violated law; `DEFECT` after an exception. Empty if nothing was violated.
    public Optional<String> law() {
        return failure.map(found -> lawOf(found.cause()));
    }

    private static String lawOf(Throwable cause) {
        if (cause instanceof Violation violation) {
            return violation.law().name();
        }
        Matcher named = LAW.matcher(Objects.requireNonNullElse(cause.getMessage(), ""));
        return named.find() ? named.group() : "DEFECT";
    }

    /// The first line of the report of a violation, for programs.
    String violationLine() {
        return String.format(
                Locale.ROOT,
                "violation law=%s seed=%d step=%d profile=%s",
                law().orElse("NONE"),
                plan.seed(),
                steps(),
                plan.profile());
    }

    /// The result as a line of JSON.
    String json() {
        String kinds = counts.faults().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .map(kind -> "\"" + kind.getKey() + "\":" + kind.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        CheckReport.Sends counted = counts.sends().orElse(new CheckReport.Sends(0, 0, 0, 0, 0, 0));
        return String.format(
                Locale.ROOT,
                "{\"seed\":%d,\"profile\":\"%s\",\"steps\":%d,\"virtualMillis\":%d,\"ended\":%b,\"law\":\"%s\","
                        + "\"changes\":%d,\"sends\":%d,\"acknowledged\":%d,\"unknown\":%d,\"unknownStored\":%d,"
                        + "\"hash\":\"%x\",\"faults\":%s}",
                plan.seed(),
                plan.profile(),
                steps(),
                counts.length().toMillis(),
                counts.sends().isPresent(),
                law().orElse(""),
                counts.changes(),
                counted.begun(),
                counted.acknowledged(),
                counted.unknown(),
                counted.unknownStored(),
                hash,
                kinds);
    }
}
