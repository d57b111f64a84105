package io.vestnik.simulation.run;

import io.vestnik.simulation.world.Profile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The options of the program; see [Simulate].
///
/// @param seed the first seed
/// @param profile the profile of all seeds; empty if each seed has its own
/// @param actions the positions of the actions that happen; empty if all do
/// @param shrinkSeconds how long to search for a shorter run after a violation, in seconds
/// @param processes the number of processes
/// @param out the file to which one line for each seed is appended
record Options(
        Optional<Long> seed,
        Bounds bounds,
        Optional<Profile> profile,
        Optional<List<Integer>> actions,
        long shrinkSeconds,
        int processes,
        Optional<Path> out) {
    private static final long SECONDS_DEFAULT = 60;
    private static final Set<String> NAMES = new TreeSet<>(
            List.of("seed", "seeds", "steps", "seconds", "profile", "actions", "shrink", "processes", "out"));

    /// How long the program runs.
    ///
    /// @param seeds the maximum number of seeds
    /// @param steps the maximum number of steps of all seeds together
    /// @param seconds the maximum real time, in seconds
    record Bounds(long seeds, long steps, long seconds) {}

    /// Reads the arguments of the program. Each may contain several options, separated by blanks; an option without a
    /// value counts as left out.
    ///
    /// @throws IllegalArgumentException if an option is unknown or its value is invalid
    static Options of(String... arguments) {
        Map<String, String> given = new HashMap<>();
        Arrays.stream(arguments)
                .flatMap(argument -> Arrays.stream(argument.strip().split("\\s+", -1)))
                .filter(option -> !option.isEmpty())
                .forEach(option -> read(option, given));
        boolean bounded = given.containsKey("seeds") || given.containsKey("steps") || given.containsKey("seconds");
        boolean oneSeed = given.containsKey("seed") && !bounded;
        Bounds bounds = new Bounds(
                number(given, "seeds").orElse(oneSeed ? 1 : Long.MAX_VALUE),
                number(given, "steps").orElse(Long.MAX_VALUE),
                number(given, "seconds").orElse(bounded || oneSeed ? Long.MAX_VALUE : SECONDS_DEFAULT));
        return new Options(
                number(given, "seed"),
                bounds,
                text(given, "profile").map(name -> Profile.valueOf(name.toUpperCase(Locale.ROOT))),
                text(given, "actions").map(Options::positions),
                number(given, "shrink").orElse(0L),
                Math.toIntExact(number(given, "processes").orElse(1L)),
                text(given, "out").map(Path::of));
    }

    private static void read(String option, Map<String, String> given) {
        int equals = option.indexOf('=');
        String name = equals < 0 || !option.startsWith("--") ? option : option.substring(2, equals);
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("unknown option " + option + "; known are " + NAMES);
        }
        String value = option.substring(equals + 1);
        if (!value.isEmpty()) {
            given.put(name, value);
        }
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static Optional<Long> number(Map<String, String> given, String name) {
        return text(given, name).map(Long::valueOf);
    }

    private static List<Integer> positions(String list) {
        return Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
    }
}
