package io.vestnik.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts violations by effect and by law, and keeps descriptions of the first few of each effect. Not thread-safe.
public final class Breaches {

    /// The maximum number of kept descriptions of each effect, enough to find a cause.
    private static final int EXAMPLES_MAX = 10;

    private final Map<Breach, Long> counts = new EnumMap<>(Breach.class);
    private final Map<Law, Long> laws = new EnumMap<>(Law.class);
    private final List<String> examples = new ArrayList<>();

    /// Makes an empty record, in which every effect and every law has the count 0.
    public Breaches() {
        for (Breach breach : Breach.values()) {
            counts.put(breach, 0L);
        }
        for (Law law : Law.values()) {
            laws.put(law, 0L);
        }
    }

    /// Records one violation.
    ///
    /// @param what describes the violation: the client, the chat, and the values that contradict the law
    public void add(Law law, Breach breach, String what) {
        add(law, breach, 1, what);
    }

    /// Records a number of violations that have one description.
    public void add(Law law, Breach breach, long times, String what) {
        laws.merge(law, times, Long::sum);
        long before = counts.merge(breach, times, Long::sum) - times;
        if (before < EXAMPLES_MAX) {
            examples.add(breach + ", " + law + ": " + what);
        }
    }

    /// The number of violations of each effect, including those with none.
    public Map<Breach, Long> counts() {
        return new EnumMap<>(counts);
    }

    /// The number of violations of each law, including those with none.
    public Map<Law, Long> laws() {
        return new EnumMap<>(laws);
    }

    /// The kept descriptions, in the order of their detection.
    public List<String> examples() {
        return List.copyOf(examples);
    }
}
