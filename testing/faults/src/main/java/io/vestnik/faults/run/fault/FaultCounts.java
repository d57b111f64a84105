package io.vestnik.faults.run.fault;

import io.vestnik.faults.run.history.DataEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What was injected, by kind of fault. Used by one thread.
public final class FaultCounts {
    private static final double MEDIAN = 0.5;
    private static final double HIGH = 0.99;

    private final Map<String, Kind> kinds = new TreeMap<>();

    /// The faults of one kind.
    public static final class Kind {
        private DataEffect effect = DataEffect.NONE;
        private long injected;
        private long sendsInFlight;
        private long idle;
        private long impossible;
        private final List<Long> recoveryNanos = new ArrayList<>();

        /// What the faults may do to the stored data.
        public DataEffect effect() {
            return effect;
        }

        /// The number of injected faults. At each of them a send waited for its answer.
        public long injected() {
            return injected;
        }

        /// The number of sends that waited for their answers at the injections.
        public long sendsInFlight() {
            return sendsInFlight;
        }

        /// The number of faults that were not injected because no send was in flight.
        public long idle() {
            return idle;
        }

        /// The number of faults that were not injected because their target did not exist.
        public long impossible() {
            return impossible;
        }

        /// The times from the end of the cause until a send was acknowledged and all clients were live, in the order of
        /// the faults.
        public List<Long> recoveriesNanos() {
            return List.copyOf(recoveryNanos);
        }

        /// The time from the end of the cause until a send was acknowledged and all clients were live.
        ///
        /// @param share 0 to 1: the share of the faults that recovered within the result
        public long recoveryNanos(double share) {
            List<Long> sorted = recoveryNanos.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
        }
    }

    void injected(FaultKind what, long inFlight, long lengthNanos, long recoveryNanos) {
        Kind kind = kind(what.name());
        kind.effect = what.effect();
        kind.injected++;
        kind.sendsInFlight += inFlight;
        kind.recoveryNanos.add(recoveryNanos);
        System.out.printf(
                Locale.ROOT,
                "  %-24s %4d in flight, %6.1f s, recovered after %6.2f s%n",
                what.name(),
                inFlight,
                lengthNanos / 1e9,
                recoveryNanos / 1e9);
    }

    void idle(String name) {
        kind(name).idle++;
    }

    void impossible(String name) {
        kind(name).impossible++;
    }

    private Kind kind(String name) {
        return kinds.computeIfAbsent(name, unused -> new Kind());
    }

    /// The kinds with at least one planned fault.
    public Map<String, Kind> kinds() {
        return Map.copyOf(kinds);
    }

    /// The number of injected faults.
    public long injected() {
        return kinds.values().stream().mapToLong(Kind::injected).sum();
    }

    /// A table with one row for each kind.
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-26s %8s %9s %5s %10s %9s %9s %9s\n",
                "fault",
                "injected",
                "in flight",
                "idle",
                "impossible",
                "p50 s",
                "p99 s",
                "worst s"));
        kinds.forEach((name, kind) -> table.append(String.format(
                Locale.ROOT,
                "%-26s %8d %9d %5d %10d %9.2f %9.2f %9.2f\n",
                name,
                kind.injected,
                kind.sendsInFlight,
                kind.idle,
                kind.impossible,
                kind.recoveryNanos(MEDIAN) / 1e9,
                kind.recoveryNanos(HIGH) / 1e9,
                kind.recoveryNanos(1) / 1e9)));
        return table.toString();
    }
}
