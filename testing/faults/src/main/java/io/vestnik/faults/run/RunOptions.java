package io.vestnik.faults.run;

import io.vestnik.faults.run.system.FakeClock;
import io.vestnik.faults.run.system.OwnNetwork;
import io.vestnik.faults.run.system.SmallDisk;
import io.vestnik.faults.run.system.SystemSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The options of a run, from the command line.
final class RunOptions {
    private static final Set<String> NAMES = Set.of(
            "home",
            "out",
            "seed",
            "seconds",
            "round",
            "longest",
            "database",
            "pooler",
            "only",
            "clients",
            "rate",
            "heap",
            "keep",
            "disk",
            "clocks",
            "network",
            "inside",
            "short");

    private final Map<String, String> values = new HashMap<>();
    private final long seed;

    private RunOptions(List<String> words) {
        for (String word : words) {
            String[] parts = word.substring(Math.min(2, word.length())).split("=", 2);
            if (!word.startsWith("--") || !NAMES.contains(parts[0])) {
                throw new IllegalArgumentException("unknown option " + word);
            }
            values.put(parts[0], parts.length == 2 ? parts[1] : "yes");
        }
        seed = number("seed", ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE));
    }

    /// Reads the arguments. An argument may contain several options, separated by spaces.
    ///
    /// @throws IllegalArgumentException if an option is unknown or has a wrong value
    static RunOptions of(String... args) {
        return new RunOptions(Stream.of(args)
                .flatMap(arg -> Stream.of(arg.split(" ", -1)))
                .filter(word -> !word.isBlank())
                .toList());
    }

    private String text(String name, String otherwise) {
        String value = values.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private long number(String name, long otherwise) {
        return Long.parseLong(text(name, Long.toString(otherwise)));
    }

    private boolean flag(String name, boolean otherwise) {
        return text(name, otherwise ? "yes" : "no").equals("yes");
    }

    /// Whether an option is `yes`, or is `auto` and possible here.
    private boolean isWanted(String name, BooleanSupplier possible) {
        return flag(name, false) || (text(name, "").equals("auto") && possible.getAsBoolean());
    }

    /// The directory of the sources, which has the launcher of the server.
    Path home() {
        return Path.of(text("home", ".")).toAbsolutePath().normalize();
    }

    /// The program of Node: the one that the tests of the web client have installed, because the machine's may be too
    /// old, or else the machine's.
    String node() {
        Path installed = home().resolve("clients/web/target/node/node_modules/node/bin/node");
        return Files.isExecutable(installed) ? installed.toString() : "node";
    }

    /// The directory for the results.
    Path out() {
        return Path.of(text("out", "target/faults")).toAbsolutePath().normalize();
    }

    /// Determines the schedule and what the clients do.
    long seed() {
        return seed;
    }

    /// Whether to inject the fixed faults of the short form.
    boolean shortForm() {
        return flag("short", false);
    }

    /// How long faults are injected. In the short form the faults determine it, and this is a bound for the time-out.
    Duration length() {
        return Duration.ofSeconds(number("seconds", shortForm() ? 60 : 300));
    }

    /// The maximum length of a round, after which the histories are checked.
    Duration round() {
        return Duration.ofSeconds(number("round", 600));
    }

    /// The maximum length of one fault.
    Duration longestFault() {
        return Duration.ofSeconds(number("longest", 5));
    }

    /// The kinds of faults to inject; empty = all.
    List<String> only() {
        return Stream.of(text("only", "").split(",", -1))
                .filter(name -> !name.isBlank())
                .toList();
    }

    /// The number of clients.
    int clients() {
        return (int) number("clients", 100);
    }

    /// The number of actions of all clients in a second.
    double rate() {
        return number("rate", shortForm() ? 400 : 1_500);
    }

    /// Whether to keep the histories of rounds without a violation.
    boolean keep() {
        return flag("keep", false);
    }

    /// Whether to start the run again in a network of its own.
    boolean wantsOwnNetwork() {
        return flag("network", true) && !flag("inside", false) && OwnNetwork.isPossible();
    }

    /// Whether this is the run in a network of its own.
    boolean isInside() {
        return flag("inside", false);
    }

    /// What is tested.
    ///
    /// @param logs the directory for the logs of the server
    SystemSettings system(Path logs) {
        Set<SystemSettings.Part> parts = EnumSet.noneOf(SystemSettings.Part.class);
        if (flag("pooler", true)) {
            parts.add(SystemSettings.Part.POOLER);
        }
        if (isInside()) {
            parts.add(SystemSettings.Part.OWN_NETWORK);
        }
        if (isWanted("disk", SmallDisk::isPossible)) {
            parts.add(SystemSettings.Part.SMALL_DISK);
        }
        if (isWanted("clocks", FakeClock::isPossible)) {
            parts.add(SystemSettings.Part.FAKE_CLOCKS);
        }
        return new SystemSettings(
                home().resolve("vestnik"),
                SystemSettings.Kind.valueOf(text("database", "bundled").toUpperCase(Locale.ROOT)),
                text("heap", "512m"),
                parts,
                logs);
    }
}
