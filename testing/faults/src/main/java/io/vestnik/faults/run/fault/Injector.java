package io.vestnik.faults.run.fault;

import io.vestnik.faults.run.client.Pause;
import io.vestnik.faults.run.client.Problems;
import io.vestnik.faults.run.history.DataEffect;
import io.vestnik.faults.run.history.RunHistory;
import io.vestnik.faults.run.history.Traffic;
import java.time.Duration;
import java.util.List;

/// Injects faults one after another, each only while a send waits for its answer, and waits for the recovery after
/// each. Used by one thread.
public final class Injector {
    private final Target target;
    private final Traffic traffic;
    private final Problems problems;
    private final Waits waits;
    private final FaultCounts counts = new FaultCounts();

    /// What the faults are injected into.
    public interface Target {
        /// Injects a fault of a kind.
        ///
        /// @throws FaultNotPossibleException if the target of the fault does not exist at the moment
        FaultKind.Undo inject(FaultKind kind) throws FaultNotPossibleException;

        /// Ends what a fault has left behind.
        ///
        /// @return descriptions of what should not have happened
        List<String> repair();

        /// Expects that the server will find another epoch than before, and that acknowledged messages may be missing
        /// if the effect is a loss.
        void expect(DataEffect effect);

        /// Whether the server has found every epoch that [#expect] announced.
        boolean hasFoundEpoch();

        /// The names of the groups of clients that are not live.
        List<String> notLive();
    }

    /// The maximum times to wait.
    ///
    /// @param traffic until a send is in flight. A fault is not injected afterwards
    /// @param epoch from the end of a fault until the server has found the new epoch
    /// @param recovery from the end of a fault until a send is acknowledged and all clients are live
    public record Waits(Duration traffic, Duration epoch, Duration recovery) {
        /// The usual times. The server reads the epoch every 30 s. A client notices a half-open connection within 35 s
        /// and then waits for up to 30 s.
        public static final Waits USUAL =
                new Waits(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(90));
    }

    /// @param problems receives what must not happen
    public Injector(Target target, Traffic traffic, Problems problems, Waits waits) {
        this.target = target;
        this.traffic = traffic;
        this.problems = problems;
        this.waits = waits;
    }

    /// What was injected so far.
    public FaultCounts counts() {
        return counts;
    }

    /// Injects a fault, ends it, and waits for the recovery.
    ///
    /// @param history records the fault
    public void inject(Fault fault, RunHistory history) {
        FaultKind kind = fault.kind();
        if (!Pause.until(waits.traffic(), () -> traffic.inFlight() > 0)) {
            counts.idle(kind.name());
            return;
        }
        long inFlight = traffic.inFlight();
        long begin = System.nanoTime();
        FaultKind.Undo undo;
        try {
            undo = target.inject(kind);
        } catch (FaultNotPossibleException e) {
            counts.impossible(kind.name());
            repair(kind);
            return;
        }
        history.fault(kind.name(), kind.effect());
        if (kind.effect().changesEpoch()) {
            target.expect(kind.effect());
        }
        Pause.of(fault.length());
        undo.run();
        repair(kind);
        long undone = System.nanoTime();
        long acknowledged = traffic.acknowledgements();
        if (kind.effect().changesEpoch()) {
            awaitEpoch(kind);
            history.settled();
        }
        awaitRecovery(kind, acknowledged);
        long recovered = System.nanoTime();
        // The server may have ended during the recovery, although nothing was injected any more.
        repair(kind);
        counts.injected(kind, inFlight, undone - begin, recovered - undone);
        Pause.of(fault.pauseAfter());
    }

    private void repair(FaultKind kind) {
        target.repair().forEach(problem -> problems.add(kind.name() + ": " + problem));
    }

    private void awaitEpoch(FaultKind kind) {
        if (!Pause.until(waits.epoch(), target::hasFoundEpoch)) {
            problems.add(kind.name() + ": the server did not find the new epoch within "
                    + waits.epoch().toMillis() + " ms");
        }
    }

    /// @param acknowledged the number of acknowledgements at the end of the fault
    private void awaitRecovery(FaultKind kind, long acknowledged) {
        boolean recovered = Pause.until(
                waits.recovery(), () -> target.notLive().isEmpty() && traffic.acknowledgements() > acknowledged);
        if (!recovered) {
            problems.add(kind.name() + ": not recovered within "
                    + waits.recovery().toMillis() + " ms; not live: " + target.notLive());
        }
    }
}
