package io.vestnik.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts violations, and keeps descriptions of the first few of each kind. Not thread-safe.
public final class Breaches {

    /// The maximum number of kept descriptions of each kind, enough to find a cause.
    private static final int EXAMPLES_MAX = 10;

    private final Map<Breach, Long> counts = new EnumMap<>(Breach.class);
    private final List<String> examples = new ArrayList<>();

    /// Makes an empty record, in which every kind has the count 0.
    public Breaches() {
        for (Breach breach : Breach.values()) {
            counts.put(breach, 0L);
        }
    }

    /// Records one violation.
    ///
    /// @param what describes the violation: the user, the chat, and the values that contradict the law
    public void add(Breach breach, String what) {
        add(breach, 1, what);
    }

    /// Records a number of violations that have one description.
    public void add(Breach breach, long times, String what) {
        long before = counts.merge(breach, times, Long::sum) - times;
        if (before < EXAMPLES_MAX) {
            examples.add(breach + ": " + what);
        }
    }

    /// The number of violations of each kind, including those with none.
    public Map<Breach, Long> counts() {
        return new EnumMap<>(counts);
    }

    /// The kept descriptions, in the order of their detection.
    public List<String> examples() {
        return List.copyOf(examples);
    }
}
