package io.vestnik.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Measures every promised performance value, with one server per scenario, and reports which values were reached.
///
/// Arguments: the number of rounds; `soak` adds ten minutes at full rate.
public final class Rows {
    /// The warm-up of scenarios with about a thousand messages per second: at that rate it takes this long until the
    /// server's code is compiled.
    private static final Duration FEW_MESSAGES_WARM_UP = Duration.ofSeconds(40);

    /// The warm-up of an overloaded server, which has less processor time for compilation.
    private static final Duration OVERLOAD_WARM_UP = Duration.ofSeconds(30);

    private static final double KIB = 1_024;

    private final List<String> missed = new ArrayList<>();

    private Rows() {}

    /// Runs all measurements. Exits with 1 if a value was not reached or a law was violated in any round.
    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        Rows rows = new Rows();
        for (int round = 1; round <= rounds; round++) {
            System.out.printf(Locale.ROOT, "round %d of %d%n", round, rounds);
            rows.round();
        }
        if (List.of(arguments).contains("soak")) {
            rows.soak();
        }
        rows.missed.forEach(line -> System.out.println("missed: " + line));
        System.exit(rows.missed.isEmpty() ? 0 : 1);
    }

    private void round() {
        LoadReport direct = run(LoadPlan.of(Scenario.DIRECT));
        least("50 direct chats, 16 in flight: messages/s", direct.messagesPerSecond(), 15_000);
        most("  ack p99 as a multiple of in flight / rate", direct.ack().p99() / direct.floorMillis(), 3);
        print(
                "  ack p50 and p99, in flight / rate: ms",
                direct.ack().p50(),
                direct.ack().p99(),
                direct.floorMillis());
        most("  server's processor seconds for 1,000 messages", server(direct).cpuSecondsPer1000(), 0.10);

        LoadReport one = run(LoadPlan.of(Scenario.DIRECT).withWindow(1));
        least("the same, one in flight: messages/s", one.messagesPerSecond(), 7_000);
        most("  ack p50, ms", one.ack().p50(), 14);
        most("  ack p99, ms", one.ack().p99(), 40);

        LoadReport alone = run(LoadPlan.of(Scenario.DIRECT)
                .withPeople(2)
                .withWriters(1)
                .withWindow(1)
                .withWarmUp(FEW_MESSAGES_WARM_UP));
        most("one person alone, send to received: p50, ms", alone.delivery().p50(), 1.5);
        most("  p99, ms", alone.delivery().p99(), 5);

        LoadReport spread = run(LoadPlan.of(Scenario.POST).withChats(50));
        LoadReport shared = run(LoadPlan.of(Scenario.POST));
        least("one hot chat, as a share of 50 chats", shared.messagesPerSecond() / spread.messagesPerSecond(), 0.8);
        print("  messages/s into one chat and into 50, posted", shared.messagesPerSecond(), spread.messagesPerSecond());
        LoadReport hot = run(LoadPlan.of(Scenario.HOT));
        print(
                "  over WebSocket, all listening: messages/s, deliveries/s",
                hot.messagesPerSecond(),
                hot.deliveriesPerSecond());

        least(
                "a group of 100, 10 write: deliveries/s",
                run(LoadPlan.of(Scenario.GROUP)).deliveriesPerSecond(),
                70_000);

        List<LoadReport.Paging> pages =
                run(LoadPlan.of(Scenario.HISTORY).withDepth(1_000_050)).paging();
        double top = pages.getFirst().requestsPerSecond();
        double deep = pages.getLast().requestsPerSecond();
        least("history at offset 0: pages/s", top, 3_000);
        least("history at offset 1,000,000: pages/s", deep, 3_000);
        most("  the difference, as a share", Math.abs(top - deep) / Math.max(top, deep), 0.1);

        LoadReport.Idle idle =
                Objects.requireNonNull(run(LoadPlan.of(Scenario.IDLE)).idle());
        most("5,000 idle connections: KiB each", Objects.requireNonNull(idle.bytesPerConnection()) / KIB, 20);

        // The run with read marks is compared with a run before it and a run after it, since a machine may become
        // slower or faster from run to run.
        double before = run(LoadPlan.of(Scenario.DIRECT)).messagesPerSecond();
        double reading = run(LoadPlan.of(Scenario.READ)).messagesPerSecond();
        double after = run(LoadPlan.of(Scenario.DIRECT)).messagesPerSecond();
        double without = (before + after) / 2;
        most("read marks cost, as a share", 1 - reading / without, 1 / 3.0);
        print("  messages/s with, and without before and after", reading, before, after);

        // The open loop sends at twice the rate of the closed loop and does not wait for answers. A user stops sending
        // at 256 unanswered sends, as many as the server reads ahead.
        LoadReport over = run(LoadPlan.of(Scenario.DIRECT)
                .withRate((int) (2 * without))
                .withWindow(256)
                .withWarmUp(OVERLOAD_WARM_UP));
        least("offered twice that: the share of the rate that is kept", over.messagesPerSecond() / without, 0.5);
        most("  p99 of what was accepted, ms", over.ack().p99(), 3_000);
        print("  accepted/s", over.messagesPerSecond());
        System.out.println("  refused " + over.refusals() + ", not sent " + over.unsent());
    }

    private void soak() {
        LoadReport soak = run(LoadPlan.of(Scenario.SOAK));
        List<LoadReport.Sample> samples = soak.samples();
        int third = samples.size() / 3;
        double first = p99(samples.subList(0, third));
        double last = p99(samples.subList(samples.size() - third, samples.size()));
        most("ten minutes: ack p99 of the last third to the first", last / first, 1.5);
        LoadReport.Heap heap = Objects.requireNonNull(server(soak).heap());
        most("  reachable heap after them to before", (double) heap.bytesAfter() / heap.bytesBefore(), 1.25);
        print("  KiB before and after", heap.bytesBefore() / KIB, heap.bytesAfter() / KIB);
    }

    private static double p99(List<LoadReport.Sample> samples) {
        return samples.stream().mapToDouble(LoadReport.Sample::ackP99).average().orElse(0);
    }

    private LoadReport run(LoadPlan plan) {
        List<String> command = List.of(Path.of("vestnik").toAbsolutePath().toString(), "serve");
        try (ServerProcess server = ServerProcess.start(command, Map.of())) {
            LoadReport report = new LoadTool(line -> {}).run(plan, server.target());
            if (!report.isLawful()) {
                missed.add("the laws: " + report.examples());
            }
            return report;
        }
    }

    private static LoadReport.Server server(LoadReport report) {
        return Objects.requireNonNull(report.server());
    }

    private void least(String what, double found, double bound) {
        judge(what, found, ">=", bound, found >= bound);
    }

    private void most(String what, double found, double bound) {
        judge(what, found, "<=", bound, found <= bound);
    }

    private void judge(String what, double found, String sign, double bound, boolean reached) {
        String line = String.format(Locale.ROOT, "%-62s %,12.3f  %s %,.3f", what, found, sign, bound);
        System.out.println((reached ? "pass  " : "MISS  ") + line);
        if (!reached) {
            missed.add(line);
        }
    }

    private static void print(String what, double... found) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "      %-62s", what));
        for (double number : found) {
            line.append(String.format(Locale.ROOT, " %,12.1f", number));
        }
        System.out.println(line);
    }
}
