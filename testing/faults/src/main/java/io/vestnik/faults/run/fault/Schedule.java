package io.vestnik.faults.run.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// The faults of a run, in an order that a seed determines. Every kind comes once before any comes again. Used by one
/// thread.
public final class Schedule {
    /// The faults of the short form: each mechanism once, in few seconds.
    private static final List<String> SHORT = List.of(
            "kill-server",
            "cut-byte-from-clients",
            "kill-backend",
            "cut-byte-to-database",
            "kill-postmaster",
            "cut-byte-from-database",
            "suspend-server",
            "cut-byte-to-clients",
            "drip-clients",
            "cut-all-clients",
            "half-open-database",
            "refuse-clients");

    private static final Duration SHORT_LENGTH = Duration.ofSeconds(1);
    private static final int PAUSE_MS_MAX = 1_000;

    private final List<FaultKind> kinds;
    private final SplittableRandom random;
    private final Deque<Fault> next = new ArrayDeque<>();

    /// @param kinds the kinds, at least one
    public Schedule(List<FaultKind> kinds, long seed) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault");
        }
        this.kinds = List.copyOf(kinds);
        this.random = new SplittableRandom(seed);
    }

    /// The faults of the short form, in a fixed order. Kinds that the system does not have are left out.
    public static List<Fault> shortForm(List<FaultKind> kinds) {
        List<Fault> faults = new ArrayList<>();
        for (String name : SHORT) {
            kinds.stream()
                    .filter(kind -> kind.name().equals(name))
                    .forEach(kind -> faults.add(
                            new Fault(kind, kind.longest().isZero() ? Duration.ZERO : SHORT_LENGTH, Duration.ZERO)));
        }
        return faults;
    }

    /// The next fault.
    public Fault next() {
        if (next.isEmpty()) {
            List<FaultKind> left = new ArrayList<>(kinds);
            while (!left.isEmpty()) {
                FaultKind kind = left.remove(random.nextInt(left.size()));
                next.add(new Fault(kind, kind.length(random), Duration.ofMillis(random.nextInt(PAUSE_MS_MAX))));
            }
        }
        return next.remove();
    }

    /// A source of random numbers for the injections.
    public SplittableRandom random() {
        return random.split();
    }
}
