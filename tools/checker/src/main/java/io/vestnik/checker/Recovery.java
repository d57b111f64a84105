package io.vestnik.checker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/// Measures for each fault the time until the next acknowledgement of an attempt that began after the fault. An
/// acknowledgement of an earlier attempt may have been under way when the fault happened. Not thread-safe.
final class Recovery {
    private static final double MEDIAN = 0.5;
    private static final double HIGH = 0.99;

    private final Map<String, Kind> kinds = new TreeMap<>();
    private final Queue<Fault> open = new ArrayDeque<>();

    private record Fault(long nanos, Kind kind) {}

    private static final class Kind {
        private long faults;
        private long inFlight;
        private final List<Long> times = new ArrayList<>();
    }

    /// Records a fault.
    ///
    /// @param inFlight the number of unanswered sends at that time
    void fault(long nanos, String name, long inFlight) {
        Kind kind = kinds.computeIfAbsent(name, unused -> new Kind());
        kind.faults++;
        kind.inFlight += inFlight > 0 ? 1 : 0;
        open.add(new Fault(nanos, kind));
    }

    /// Records an acknowledgement.
    ///
    /// @param began the time of the acknowledged attempt
    void acknowledged(long nanos, long began) {
        Iterator<Fault> faults = open.iterator();
        while (faults.hasNext()) {
            Fault fault = faults.next();
            if (began < fault.nanos) {
                // Later faults are later still.
                return;
            }
            fault.kind.times.add(nanos - fault.nanos);
            faults.remove();
        }
    }

    /// The results by kind of fault.
    Map<String, CheckReport.FaultTimes> times() {
        Map<String, CheckReport.FaultTimes> all = new TreeMap<>();
        kinds.forEach((name, kind) -> {
            List<Long> sorted = kind.times.stream().sorted().toList();
            all.put(
                    name,
                    new CheckReport.FaultTimes(
                            kind.faults,
                            kind.inFlight,
                            kind.faults - sorted.size(),
                            percentile(sorted, MEDIAN),
                            percentile(sorted, HIGH),
                            sorted.isEmpty() ? 0 : sorted.getLast()));
        });
        return all;
    }

    private static long percentile(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
