package io.vestnik.bootstrap;

import io.vestnik.load.LimitedException;
import io.vestnik.load.LoadPlan;
import io.vestnik.load.LoadReport;
import io.vestnik.load.LoadTool;
import io.vestnik.load.Scenario;
import io.vestnik.load.ServerProcess;
import io.vestnik.load.Target;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Generates load on a server, and checks the laws (the promises of `docs/architecture.md`) on the frames that its
/// clients received.
@Command(
        name = "load",
        description = {
            "Drives a server, measures it, and checks every law on what the clients received.",
            "Without an address it starts a server on a temporary directory, with the rate limits off."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every law held",
            "1:a law was violated, or the run failed",
            "2:the command line is invalid",
            "3:the server's rate limits slowed the run down; its numbers do not measure the server"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class LoadCommand implements Callable<Integer> {
    private static final int LIMITED = 3;

    private static final String HOW_TO_GO_ON =
            "Run it with --within-limits to keep to the limits, or start the server with VESTNIK_LIMIT_REGISTRATIONS=0"
                    + " VESTNIK_LIMIT_CHATS=0 VESTNIK_LIMIT_REQUESTS=0 VESTNIK_LIMIT_SENDS=0.";

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            index = "0",
            defaultValue = "direct",
            description = "What people do: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Scenario scenario = Scenario.DIRECT;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ADDRESS",
            description = "The server, such as http://localhost:8080.")
    private @Nullable URI address;

    @Option(
            names = "--server-pid",
            description = "The server's process here, to measure its memory and processor time.")
    private @Nullable Long serverPid;

    @Option(names = "--people", description = "How many people register (default: see below).")
    private @Nullable Integer people;

    @Option(
            names = "--window",
            description = "Unacknowledged sends each writer keeps in flight, or may have with --rate"
                    + " (default: see below).")
    private @Nullable Integer window;

    @Option(
            names = "--rate",
            description = "Messages a second over all writers, regardless of answers (open loop); latency counts from"
                    + " when each was due (default: a closed loop of --window).")
    private @Nullable Integer rate;

    @Option(names = "--duration", description = "Seconds that are measured (default: see below).")
    private @Nullable Integer seconds;

    @Option(names = "--warm-up", description = "Seconds of load before that (default: see below).")
    private @Nullable Integer warmUpSeconds;

    @Option(names = "--text", description = "Bytes of a message (default: " + LoadPlan.TEXT_BYTES + ").")
    private @Nullable Integer textBytes;

    @Option(
            names = "--connections",
            description = "Idle connections (default: " + LoadPlan.IDLE_CONNECTIONS
                    + "), or readers of the history (default: " + LoadPlan.READERS + ").")
    private @Nullable Integer connections;

    @Option(
            names = "--depth",
            description =
                    "Messages that are written into the chat whose history is read (default: " + LoadPlan.DEPTH + ").")
    private @Nullable Integer depth;

    @Option(names = "--chats", description = "Groups that are posted into (default: " + LoadPlan.CHATS + ").")
    private @Nullable Integer chats;

    @Option(
            names = "--writers",
            description = "How many of the people write over WebSocket (default: those of the scenario).")
    private @Nullable Integer writers;

    @Option(
            names = "--within-limits",
            description = "Keeps to the rate limits of the server at ADDRESS: waits when they require it.")
    private boolean withinLimits;

    @Option(names = "--json", description = "The report as JSON; progress goes to the error output.")
    private boolean json;

    LoadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Makes the command line of this command, whose help explains the scenarios and their defaults.
    static CommandLine commandLine(Terminal terminal) {
        CommandLine line = new CommandLine(new LoadCommand(terminal));
        line.getCommandSpec()
                .usageMessage()
                .footerHeading("%nScenarios and their defaults:%n")
                .footer(Arrays.stream(Scenario.values())
                        .flatMap(LoadCommand::describe)
                        .toArray(String[]::new));
        return line;
    }

    private static Stream<String> describe(Scenario scenario) {
        LoadPlan plan = LoadPlan.of(scenario);
        return Stream.of(
                String.format(
                        Locale.ROOT,
                        "  %-8s --people %d --window %d --warm-up %d --duration %d",
                        scenario.name().toLowerCase(Locale.ROOT),
                        plan.people(),
                        plan.window(),
                        plan.warmUp().toSeconds(),
                        plan.duration().toSeconds()),
                " ".repeat(11) + scenario.meaning());
    }

    @Override
    public Integer call() {
        LoadPlan plan = plan();
        URI given = address;
        LoadReport report;
        if (given == null) {
            terminal.printProgress("a server starts on a temporary directory");
            try (ServerProcess server = ServerProcess.start(ServerProcess.sameCommand(Main.class), Map.of())) {
                report = run(plan, server.target());
            }
        } else {
            terminal.printProgress("at " + given + " " + LoadTool.describeLeftData(plan));
            try {
                report = run(plan, target(given));
            } catch (LimitedException e) {
                terminal.printProgress(String.valueOf(e.getMessage()));
                terminal.printProgress(HOW_TO_GO_ON);
                return LIMITED;
            }
        }
        terminal.print(json ? report.json() : report.text());
        if (report.isLawful() && report.isLimited() && given != null && !withinLimits) {
            terminal.printProgress("the server refused sends for its limits: this measured the limits, not the server");
            terminal.printProgress(HOW_TO_GO_ON);
            return LIMITED;
        }
        return report.exitCode();
    }

    private LoadReport run(LoadPlan plan, Target target) {
        terminal.printProgress(LoadTool.describe(plan));
        return new LoadTool(withinLimits, terminal::printProgress).run(plan, target);
    }

    private Target target(URI given) {
        try {
            return new Target(given, serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private LoadPlan plan() {
        LoadPlan plan = LoadPlan.of(scenario);
        try {
            plan = people == null ? plan : plan.withPeople(people);
            plan = rate == null ? plan : plan.withRate(rate);
            plan = window == null ? plan : plan.withWindow(window);
            plan = seconds == null ? plan : plan.withDuration(Duration.ofSeconds(seconds));
            plan = warmUpSeconds == null ? plan : plan.withWarmUp(Duration.ofSeconds(warmUpSeconds));
            plan = textBytes == null ? plan : plan.withTextBytes(textBytes);
            plan = connections == null ? plan : plan.withConnections(connections);
            plan = depth == null ? plan : plan.withDepth(depth);
            plan = chats == null ? plan : plan.withChats(chats);
            return writers == null ? plan : plan.withWriters(writers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), scenario.name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
        }
    }
}
