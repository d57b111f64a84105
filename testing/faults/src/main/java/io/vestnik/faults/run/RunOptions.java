package io.vestnik.faults.run;

import io.vestnik.faults.run.system.FakeClock;
import io.vestnik.faults.run.system.OwnNetwork;
import io.vestnik.faults.run.system.ReplicatedDatabase;
import io.vestnik.faults.run.system.SmallDisk;
import io.vestnik.faults.run.system.SystemSettings;
import io.vestnik.faults.run.system.VolatileDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
            "short",
            "standby",
            "losses",
            "skip");

    /// The maximum length of a run with faults that may lose data. A client refreshes its tokens later, unless a clock
    /// jumps. Tokens that are lost with the data would end its session.
    private static final Duration LOSSES_MAX = Duration.ofMinutes(10);

    private static final String DISK = "disk";
    private static final String CLOCKS = "clocks";
    private static final String AUTO = "auto";
    private static final String VOLATILE = "volatile";

    /// The options that are no part of what a run does.
    private static final Set<String> PLACES = Set.of("home", "out", "inside", "keep", "skip", "seed");

    private final Map<String, String> values = new TreeMap<>();
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
        boolean refreshes = length().compareTo(LOSSES_MAX) > 0 || flag(CLOCKS, false) || isAuto(CLOCKS);
        if (flag("losses", false) && refreshes) {
            throw new IllegalArgumentException(
                    "--losses needs --seconds=" + LOSSES_MAX.toSeconds() + " or less, and no --clocks");
        }
        boolean ownDisk = flag(DISK, false) || text(DISK, "").equals(VOLATILE);
        if (hasStandby() && (database() != SystemSettings.Kind.DEBIAN || ownDisk)) {
            throw new IllegalArgumentException("--standby needs --database=debian, and no --disk");
        }
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
        return flag(name, false) || (isAuto(name) && possible.getAsBoolean());
    }

    private boolean isAuto(String name) {
        return text(name, "").equals(AUTO);
    }

    private SystemSettings.Kind database() {
        return SystemSettings.Kind.valueOf(text("database", "bundled").toUpperCase(Locale.ROOT));
    }

    private boolean hasStandby() {
        return flag("standby", false);
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

    /// The options that repeat this run: those that were given, and the seed.
    String arguments() {
        return values.entrySet().stream()
                .filter(option ->
                        !PLACES.contains(option.getKey()) && !option.getValue().isEmpty())
                .map(option -> "--" + option.getKey() + "=" + option.getValue() + " ")
                .collect(Collectors.joining())
                .concat("--seed=" + seed);
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

    /// What the machine lacks for this run; empty if it can start.
    Optional<String> missing() {
        return database() == SystemSettings.Kind.DEBIAN && !ReplicatedDatabase.isPossible()
                ? Optional.of("Debian's PostgreSQL (package postgresql)")
                : Optional.empty();
    }

    /// Whether a run that cannot start is no failure.
    boolean skips() {
        return flag("skip", false);
    }

    /// The faults that the options ask for if they are possible, and that are not possible here, each with what the
    /// machine lacks.
    List<String> notTried() {
        List<String> all = new ArrayList<>();
        if (flag("network", true) && !isInside()) {
            all.add("loss of packets: needs root, unshare, ip and nft (packages iproute2, nftables)");
        }
        if (isAuto(DISK) && !hasStandby()) {
            if (!SmallDisk.isPossible()) {
                all.add("full disk: needs root, loop devices and mkfs.ext4 (package e2fsprogs)");
            }
            if (!VolatileDisk.isPossible()) {
                all.add("loss of unsynced writes, slow disk: needs root, loop devices, /dev/fuse, nbdkit and nbdfuse"
                        + " (packages nbdkit, libnbd-bin, fuse3)");
            }
        }
        if (isAuto(CLOCKS) && !FakeClock.isPossible()) {
            all.add("jumps of clocks: needs libfaketime (package faketime)");
        }
        return all;
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
        parts.addAll(disks());
        if (isWanted(CLOCKS, FakeClock::isPossible)) {
            parts.add(SystemSettings.Part.FAKE_CLOCKS);
        }
        if (hasStandby()) {
            parts.add(SystemSettings.Part.STANDBY);
        }
        if (flag("losses", false)) {
            parts.add(SystemSettings.Part.DATA_LOSS);
        }
        return new SystemSettings(home().resolve("vestnik"), database(), text("heap", "512m"), parts, logs);
    }

    /// The parts of the disk. A standby has none, because two copies of the data do not fit on it.
    private Set<SystemSettings.Part> disks() {
        String wanted = text(DISK, "");
        boolean choose = isAuto(DISK) && !hasStandby();
        if (wanted.equals(VOLATILE) || (choose && VolatileDisk.isPossible())) {
            return EnumSet.of(SystemSettings.Part.SMALL_DISK, SystemSettings.Part.VOLATILE_DISK);
        }
        return flag(DISK, false) || (choose && SmallDisk.isPossible())
                ? EnumSet.of(SystemSettings.Part.SMALL_DISK)
                : EnumSet.noneOf(SystemSettings.Part.class);
    }
}
