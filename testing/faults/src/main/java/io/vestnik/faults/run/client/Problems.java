package io.vestnik.faults.run.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Descriptions of what must not happen in a run, such as a refusal for which there is no reason. Keeps the first 100.
/// Thread-safe.
public final class Problems {
    /// Further problems have the same causes.
    private static final int KEPT_MAX = 100;

    private final List<String> kept = new CopyOnWriteArrayList<>();

    /// Adds a problem.
    public void add(String problem) {
        if (kept.size() < KEPT_MAX) {
            kept.add(problem);
            System.err.println("PROBLEM " + problem);
        }
    }

    /// All kept problems, in the order of their occurrence.
    public List<String> all() {
        return List.copyOf(kept);
    }
}
