package io.vestnik.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts violations, and keeps descriptions of the first few of each kind. Not thread-safe.
final class Breaches {

    /// The maximum number of kept descriptions of each kind, enough to find a cause.
    private static final int EXAMPLES_MAX = 10;

    private final Map<Breach, Long> counts = new EnumMap<>(Breach.class);
    private final List<String> examples = new ArrayList<>();

    Breaches() {
        for (Breach breach : Breach.values()) {
            counts.put(breach, 0L);
        }
    }

    void add(Breach breach, String what) {
        add(breach, 1, what);
    }

    void add(Breach breach, long times, String what) {
        long before = counts.merge(breach, times, Long::sum) - times;
        if (before < EXAMPLES_MAX) {
            examples.add(breach + ": " + what);
        }
    }

    long count(Breach breach) {
        return counts.getOrDefault(breach, 0L);
    }

    Map<Breach, Long> counts() {
        return new EnumMap<>(counts);
    }

    List<String> examples() {
        return List.copyOf(examples);
    }
}
