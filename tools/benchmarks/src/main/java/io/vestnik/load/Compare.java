package io.vestnik.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares this build of the server with another build, in pairs of short runs. The order within a pair alternates (A
/// B, B A, A B, …), so that a machine that becomes faster or slower affects both builds equally.
///
/// Arguments: the path of the other build's launcher, and the number of pairs (4 by default). For each measured value,
/// the program prints the median of the ratios of all pairs, with the lowest and the highest ratio; above 1, this build
/// is better. It exits with 1 if this build is worse by more than 3 % in every pair for some value.
public final class Compare {
    private static final int PAIRS = 4;
    private static final double WORSE = 0.97;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final int DEPTH = 100_000;

    private enum Better {
        HIGHER,
        LOWER
    }

    /// A measured value of a run.
    private record Row(String name, Better better, ToDoubleFunction<LoadReport> value) {
        double ratio(LoadReport base, LoadReport present) {
            double before = value.applyAsDouble(base);
            double now = value.applyAsDouble(present);
            return better == Better.HIGHER ? now / before : before / now;
        }
    }

    /// The plan of a run, and the values that are compared.
    private record Measurement(LoadPlan plan, List<Row> rows) {
        Measurement(LoadPlan plan, Row... rows) {
            this(plan.withWarmUp(WARM_UP).withDuration(MEASURED), List.of(rows));
        }
    }

    private static final List<Measurement> MEASUREMENTS = List.of(
            new Measurement(
                    LoadPlan.of(Scenario.DIRECT),
                    new Row("50 direct chats, 16 in flight: messages/s", Better.HIGHER, LoadReport::messagesPerSecond),
                    new Row("  ack p99", Better.LOWER, report -> report.ack().p99()),
                    new Row("  server's processor time per message", Better.LOWER, Compare::processorTime)),
            new Measurement(
                    LoadPlan.of(Scenario.DIRECT).withWindow(1),
                    new Row("the same, one in flight: messages/s", Better.HIGHER, LoadReport::messagesPerSecond)),
            new Measurement(
                    LoadPlan.of(Scenario.GROUP),
                    new Row("a group of 100, 10 write: deliveries/s", Better.HIGHER, LoadReport::deliveriesPerSecond)),
            new Measurement(
                    LoadPlan.of(Scenario.READ),
                    new Row("each message marked as read: messages/s", Better.HIGHER, LoadReport::messagesPerSecond)),
            new Measurement(
                    LoadPlan.of(Scenario.POST).withChats(50),
                    new Row(
                            "posted over HTTP into 50 groups: messages/s",
                            Better.HIGHER,
                            LoadReport::messagesPerSecond)),
            new Measurement(
                    LoadPlan.of(Scenario.HISTORY).withDepth(DEPTH),
                    new Row(
                            "history at its end: pages/s",
                            Better.HIGHER,
                            report -> report.paging().getLast().requestsPerSecond())));

    private final List<String> base;
    private final List<String> present = List.of(launcher("vestnik"), "serve");
    private final int pairs;
    private final String only;

    /// @param only a part of the names of the rows that are measured; empty for all
    private Compare(String base, int pairs, String only) {
        this.base = List.of(launcher(base), "serve");
        this.pairs = pairs;
        this.only = only;
    }

    private static String launcher(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }

    public static void main(String[] arguments) {
        List<String> words = Stream.of(arguments)
                .flatMap(argument -> Stream.of(argument.split(" ")))
                .toList();
        int pairs = words.size() > 1 ? Integer.parseInt(words.get(1)) : PAIRS;
        String only = words.stream().skip(2).collect(Collectors.joining(" "));
        Compare comparison = new Compare(words.getFirst(), pairs, only);
        System.exit(comparison.run() ? 0 : 1);
    }

    /// @return whether this build is not worse in any value
    private boolean run() {
        System.out.printf(
                Locale.ROOT,
                "%d pairs of runs of %d s; above 1 this build is better: median (lowest to highest)%n",
                pairs,
                MEASURED.toSeconds());
        boolean good = true;
        for (Measurement measurement : MEASUREMENTS) {
            if (measurement.rows().stream().anyMatch(row -> row.name().contains(only))) {
                good &= compare(measurement);
            }
        }
        return good;
    }

    private boolean compare(Measurement measurement) {
        List<LoadReport> before = new ArrayList<>();
        List<LoadReport> now = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            if (pair % 2 == 0) {
                before.add(run(base, measurement.plan()));
                now.add(run(present, measurement.plan()));
            } else {
                now.add(run(present, measurement.plan()));
                before.add(run(base, measurement.plan()));
            }
        }
        boolean good = true;
        for (Row row : measurement.rows()) {
            double[] ratios = new double[pairs];
            for (int pair = 0; pair < pairs; pair++) {
                ratios[pair] = row.ratio(before.get(pair), now.get(pair));
            }
            Arrays.sort(ratios);
            boolean worse = ratios[pairs - 1] < WORSE;
            good &= !worse;
            System.out.printf(
                    Locale.ROOT,
                    "%s %-48s %.3f (%.3f to %.3f)%n",
                    worse ? "WORSE" : "     ",
                    row.name(),
                    (ratios[(pairs - 1) / 2] + ratios[pairs / 2]) / 2,
                    ratios[0],
                    ratios[pairs - 1]);
        }
        return good;
    }

    private static LoadReport run(List<String> command, LoadPlan plan) {
        try (ServerProcess server = ServerProcess.start(command, Map.of())) {
            LoadReport report = new LoadTool(line -> {}).run(plan, server.target());
            if (!report.isLawful()) {
                throw new IllegalStateException("a law was violated: " + report.examples());
            }
            return report;
        }
    }

    private static double processorTime(LoadReport report) {
        return Objects.requireNonNull(report.server()).cpuSecondsPer1000();
    }
}
