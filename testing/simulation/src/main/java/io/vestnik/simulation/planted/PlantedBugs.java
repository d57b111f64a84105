package io.vestnik.simulation.planted;

import io.vestnik.simulation.law.Law;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plants each bug in a copy of the sources and expects that the simulator finds a violation of one of its laws. Prints
/// a line for each bug. Exits with 1 if a bug is not found, if another law is violated first, or if a patch does not
/// apply or does not compile.
///
/// ```text
/// --home=PATH    the directory of the sources; default the current directory
/// --work=PATH    the directory for the patched sources and their classes; default target/planted
/// --only=A,B     the bugs to plant, by the beginnings of their names; default all
/// --steps=N      the maximum number of steps for each bug; default 1,000,000
/// --jobs=N       the number of bugs that are tried at a time; default the number of processors
/// ```
public final class PlantedBugs {
    /// The directory of the patches, below the directory of the sources.
    static final Path PATCHES = Path.of("testing", "simulation", "src", "planted");

    private static final String STEPS_MAX = "1000000";

    private final Path home;
    private final Path work;
    private final Simulator simulator;

    /// @param home the directory of the sources
    /// @param work an existing directory, in which each trial makes a directory of its own
    PlantedBugs(Path home, Path work, Simulator simulator) {
        this.home = home;
        this.work = work;
        this.simulator = simulator;
    }

    /// The result of a trial.
    ///
    /// @param passed whether the simulator found the bug as expected
    /// @param text what was found, or why the trial failed
    record Result(PlantedBug bug, boolean passed, String text, Duration took) {
        String row() {
            return String.format(
                    Locale.ROOT,
                    "planted bug=%s area=\"%s\" result=%s %s seconds=%.1f",
                    bug.name(),
                    bug.area().title(),
                    passed ? "found" : "FAILED",
                    text,
                    took.toMillis() / 1000.0);
        }
    }

    public static void main(String... args) throws IOException, InterruptedException {
        List<String> options =
                Stream.of(args).flatMap(arg -> Stream.of(arg.split(" ", -1))).toList();
        Path home = Path.of(option(options, "home", "."));
        Path work = Files.createDirectories(Path.of(option(options, "work", "target/planted")));
        Simulator simulator = new SimulatorProcess(Long.parseLong(option(options, "steps", STEPS_MAX)));
        int processors = Runtime.getRuntime().availableProcessors();
        int jobs = Integer.parseInt(option(options, "jobs", String.valueOf(processors)));
        List<String> only = List.of(option(options, "only", "").split(",", -1));
        System.exit(new PlantedBugs(home, work, simulator).run(only, jobs) ? 0 : 1);
    }

    private static String option(List<String> options, String name, String otherwise) {
        String prefix = "--" + name + "=";
        return options.stream()
                .filter(option -> option.startsWith(prefix) && option.length() > prefix.length())
                .map(option -> option.substring(prefix.length()))
                .findFirst()
                .orElse(otherwise);
    }

    /// Tries bugs.
    ///
    /// @param only the beginnings of the names of the bugs
    /// @param jobs the number of bugs that are tried at a time
    /// @return whether there is such a bug, and all were found
    boolean run(List<String> only, int jobs) throws IOException, InterruptedException {
        List<PlantedBug> bugs;
        try {
            bugs = PlantedBug.readAll(home.resolve(PATCHES)).stream()
                    .filter(bug -> only.stream().anyMatch(bug.name()::startsWith))
                    .toList();
        } catch (PlantedBugException e) {
            System.out.println(e.reason());
            return false;
        }
        List<Result> results = results(bugs, jobs);
        long failed = results.stream().filter(result -> !result.passed()).count();
        System.out.printf(Locale.ROOT, "%d planted bugs, %d failed%n", results.size(), failed);
        return failed == 0 && !results.isEmpty();
    }

    private List<Result> results(List<PlantedBug> bugs, int jobs) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
            List<Future<Result>> trials =
                    bugs.stream().map(bug -> threads.submit(() -> result(bug))).toList();
            for (Future<Result> trial : trials) {
                Result result = trial.get();
                System.out.println(result.row());
                results.add(result);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a trial failed unexpectedly", e.getCause());
        }
        return results;
    }

    /// Tries one bug.
    Result result(PlantedBug bug) throws IOException, InterruptedException {
        long began = System.nanoTime();
        boolean passed = false;
        String text;
        try {
            Path directory = Files.createTempDirectory(work, bug.name() + "-");
            Finding finding = simulator.run(bug, PatchedClasses.make(bug, home, directory));
            passed = isExpected(bug, finding);
            text = text(bug, finding);
        } catch (PlantedBugException e) {
            text = e.reason();
        }
        return new Result(bug, passed, text, Duration.ofNanos(System.nanoTime() - began));
    }

    private static boolean isExpected(PlantedBug bug, Finding finding) {
        return finding instanceof Finding.Violated violated
                && bug.laws().stream().map(Law::name).anyMatch(violated.law()::equals);
    }

    private static String text(PlantedBug bug, Finding finding) {
        String expected = bug.laws().stream().map(Law::name).collect(Collectors.joining(","));
        return switch (finding) {
            case Finding.Violated(String law, long seed, long step, String profile) ->
                String.format(
                        Locale.ROOT,
                        "expected=%s law=%s seed=%d step=%d profile=%s",
                        expected,
                        law,
                        seed,
                        step,
                        profile);
            case Finding.Nothing() -> "expected=" + expected + " law=none";
            case Finding.Failed(String reason) -> "expected=" + expected + " " + reason;
        };
    }
}
