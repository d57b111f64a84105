package io.vestnik.attacks;

import io.vestnik.attacks.attack.Catalog;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.run.AttackerProcess;
import io.vestnik.attacks.run.Outcome;
import io.vestnik.attacks.run.Trials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs attacks against a server and prints the results as a table. Exits with 1 if an attack succeeded.
///
/// ```text
/// --server=PATH    the launcher, or a directory with vestnik.jar; default ./vestnik
/// --only=A,B       the attacks to run; default all, with --short a selection
/// --seconds=N      the length of each attack; default 20, with --short 2
/// --latency=N      the maximum seconds that a send or read of a bystander may take, and 2.5 times that of a login,
///                  resume or health check; default 2, with --short 10
/// --heap=SIZE      the server's heap; default 256m
/// --short          runs a selection of attacks on one server, with a tenth of the seeded data
/// --list           prints the names and descriptions of the attacks, and runs none
/// ```
public final class AttackSuite {
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration IDLE_SHORT = Duration.ofMillis(500);

    /// The project's goal for the 99th percentile of the latency of the bystanders' sends. The suite counts the trials
    /// that meet the goal. A trial that misses it does not fail, because the latency depends on the machine.
    private static final double TARGET_P99_MILLIS = 100;

    private AttackSuite() {}

    public static void main(String... args) throws InterruptedException {
        List<String> options =
                Stream.of(args).flatMap(arg -> Stream.of(arg.split(" ", -1))).toList();
        if (options.contains("--list")) {
            Catalog.all().forEach(attack -> System.out.printf("%-24s %s%n", attack.name(), attack.about()));
            return;
        }
        boolean shortRun = options.contains("--short");
        Trials.Settings settings = new Trials.Settings(
                Path.of(option(options, "server", "./vestnik")),
                option(options, "heap", "256m"),
                shortRun ? IDLE_SHORT : IDLE,
                Duration.ofSeconds(Long.parseLong(option(options, "seconds", shortRun ? "2" : "20"))),
                Duration.ofSeconds(Long.parseLong(option(options, "latency", shortRun ? "10" : "2"))),
                shortRun,
                Attacker.class.getName());
        String only = option(options, "only", "");
        List<Attack> attacks = shortRun && only.isEmpty() ? Catalog.ofShortRun() : Catalog.named(only);
        System.exit(run(settings, attacks) ? 0 : 1);
    }

    private static boolean run(Trials.Settings settings, List<Attack> attacks) throws InterruptedException {
        long start = System.nanoTime();
        List<Outcome> outcomes = new ArrayList<>();
        System.out.printf(
                "%d attacks, %d s each, server heap %s, %s%n%n%s%n",
                attacks.size(),
                settings.length().toSeconds(),
                settings.heap(),
                AttackerProcess.pinning(),
                Outcome.heading());
        try (Trials trials = new Trials(settings)) {
            for (Attack attack : attacks) {
                Outcome outcome = trials.run(attack.name());
                outcomes.add(outcome);
                System.out.println(outcome.row());
                outcome.problems().forEach(problem -> System.err.println("  " + outcome.attack() + ": " + problem));
            }
        }
        long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
        System.out.printf(
                "%n%d attacks, %d failed, %d with a p99 of the bystander's sends below %.0f ms, %d s%n",
                outcomes.size(),
                failed,
                outcomes.stream()
                        .filter(outcome -> outcome.attacked().sends().p99() < TARGET_P99_MILLIS)
                        .count(),
                TARGET_P99_MILLIS,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return failed == 0;
    }

    private static String option(List<String> options, String name, String otherwise) {
        String start = "--" + name + "=";
        return options.stream()
                .filter(option -> option.startsWith(start) && option.length() > start.length())
                .map(option -> option.substring(start.length()))
                .findFirst()
                .orElse(otherwise);
    }
}
