package io.vestnik.simulation.run;

import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.world.Plan;
import io.vestnik.simulation.world.PlanMaker;
import io.vestnik.simulation.world.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Simulates one seed after another until a law is violated or a bound is reached. Exits with 1 after a violation, and
/// with 2 if the options are wrong. The first line after a violation names the law, the seed, the step and the profile.
///
/// ```text
/// --seed=N       the first seed; default random. Without a bound, only this seed is run
/// --seeds=N      the number of consecutive seeds
/// --steps=N      the number of steps of all seeds together
/// --seconds=N    the real time; default 60 without another bound
/// --profile=A    the profile of all seeds: calm, bus, store, links, pressure, members, restarts, everything; default
///                that of each seed
/// --actions=A,B  only the actions at these positions of the plan happen
/// --shrink=N     after a violation, searches up to N seconds for fewer actions that violate the same law; default 0
/// --processes=N  the number of processes; default 1
/// --out=PATH     a file to which one line of JSON for each seed is appended
/// ```
public final class Simulate {
    /// The first JDK on which a simulated thread can wait while it holds a monitor.
    private static final int JDK_MIN = 24;

    /// In this time a simulation takes many thousands of steps, even on a busy machine.
    private static final Duration HANGS_AFTER = Duration.ofMinutes(2);

    private static final int VIOLATION = 1;
    private static final int WRONG_OPTIONS = 2;

    private final Options options;
    private final long begun = System.nanoTime();
    private final Thread thread = Thread.currentThread();
    private final Watchdog watchdog = new Watchdog(HANGS_AFTER, this::hangs);
    private volatile String running = "";
    private long seeds;
    private long steps;
    private long virtualSeconds;
    private long faults;

    private Simulate(Options options) {
        this.options = options;
    }

    /// Runs the program.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (Runtime.version().feature() < JDK_MIN) {
            System.out.println("skipped: the simulation needs JDK " + JDK_MIN + " or newer");
            return;
        }
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_OPTIONS);
            return;
        }
        long seed = options.seed().orElseGet(() -> new SplittableRandom().nextLong(Integer.MAX_VALUE));
        int exit = options.processes() > 1 ? Processes.run(options, seed) : new Simulate(options).run(seed);
        System.out.flush();
        System.exit(exit);
    }

    private int run(long firstSeed) throws IOException {
        watchdog.start();
        Options.Bounds bounds = options.bounds();
        for (long seed = firstSeed; seeds < bounds.seeds() && steps < bounds.steps() && hasTime(); seed++) {
            RunResult result = run(plan(seed), bounds.steps() - steps);
            count(result);
            if (result.failure().isPresent()) {
                report(result, result.failure().get());
                return VIOLATION;
            }
        }
        double seconds = Math.max(1, seconds());
        System.out.printf(
                Locale.ROOT,
                "no violation: first seed=%d seeds=%d steps=%d virtualSeconds=%d faults=%d seconds=%.0f"
                        + " stepsPerSecond=%.0f%n",
                firstSeed,
                seeds,
                steps,
                virtualSeconds,
                faults,
                seconds,
                steps / seconds);
        return 0;
    }

    private Plan plan(long seed) {
        Plan plan = PlanMaker.of(seed, options.profile().orElseGet(() -> Profile.of(seed)));
        return options.actions()
                .map(positions -> plan.with(Minimiser.actions(plan, positions)))
                .orElse(plan);
    }

    private RunResult run(Plan plan, long stepsMax) {
        running = "seed=" + plan.seed() + " step=0 profile=" + plan.profile();
        watchdog.progressed();
        return SeedRun.of(plan, stepsMax, () -> {
            watchdog.progressed();
            return hasTime();
        });
    }

    private double seconds() {
        return (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private boolean hasTime() {
        return seconds() < options.bounds().seconds();
    }

    private void count(RunResult result) throws IOException {
        seeds++;
        steps += result.steps();
        virtualSeconds += result.counts().length().toSeconds();
        faults += result.counts().faults().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (options.out().isPresent()) {
            Path out = options.out().get();
            String line = result.json() + "\n";
            Files.writeString(out, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    // ---- violations

    private void report(RunResult result, Simulation.Failure failure) {
        System.out.println(result.violationLine());
        System.out.println(
                "found by " + failure.where() + ": " + failure.cause().getMessage());
        System.out.println("virtual time " + result.counts().length() + ", " + result.steps() + " steps, hash "
                + Long.toHexString(result.hash()));
        System.out.println("repeat: " + command(result.plan(), ""));
        System.out.println("the last steps:");
        result.lastSteps().forEach(System.out::println);
        StringWriter stack = new StringWriter();
        failure.cause().printStackTrace(new PrintWriter(stack));
        System.out.println(stack);
        System.out.flush();
        if (options.shrinkSeconds() > 0 && options.actions().isEmpty()) {
            shrink(result);
        }
    }

    private void shrink(RunResult result) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.shrinkSeconds());
        Minimiser minimiser = Minimiser.of(result, () -> {
            watchdog.progressed();
            return System.nanoTime() - until < 0;
        });
        List<Integer> kept = minimiser.minimise();
        System.out.println(kept.size() + " of " + result.plan().actions().size() + " actions violate the same law:");
        Minimiser.actions(result.plan(), kept).forEach(System.out::println);
        String positions = kept.stream().map(String::valueOf).collect(Collectors.joining(","));
        System.out.println("repeat: " + command(result.plan(), " --actions=" + positions));
    }

    private static String command(Plan plan, String more) {
        return "make simulate ARGUMENTS='--seed=" + plan.seed() + " --profile="
                + plan.profile().name().toLowerCase(Locale.ROOT) + more + "'";
    }

    /// Ends the process, because no step ends.
    private void hangs() {
        System.out.println("violation law=HANG " + running);
        Arrays.stream(thread.getStackTrace()).forEach(frame -> System.out.println("    at " + frame));
        System.out.flush();
        Runtime.getRuntime().halt(VIOLATION);
    }
}
