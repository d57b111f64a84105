package io.vestnik.simulation.fault;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.memory.CommitStep;
import io.vestnik.memory.PendingCommit;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The commits of a database. Each may be slow, fail, or lose its answer. The commits of a dead node are decided by the
/// database alone, as those of a backend that still works.
public final class FaultyCommits implements CommitStep {
    private final Simulation simulation;
    private final SimulatedProcess database;
    private final Faults faults;
    private final Pauses pauses;
    private final Consumer<List<ChatEvent>> committed;
    private final Consumer<String> rejected;
    /// The commits that are neither applied nor abandoned, with the processes that wait for them.
    private final Map<PendingCommit, SimulatedProcess> pending = new LinkedHashMap<>();
    private final Set<Thread> contended = new HashSet<>();
    private @Nullable SimulatedProcess stranger;

    /// @param database the process of the database
    /// @param committed receives the events of each commit, in the step in which it is applied
    /// @param rejected receives the name of each violated constraint
    public FaultyCommits(
            Simulation simulation,
            SimulatedProcess database,
            Faults faults,
            Consumer<List<ChatEvent>> committed,
            Consumer<String> rejected) {
        this.simulation = simulation;
        this.database = database;
        this.faults = faults;
        this.pauses = new Pauses(simulation);
        this.committed = committed;
        this.rejected = rejected;
    }

    /// Names the process whose transactions only hold their locks for a while and then roll back.
    public void stranger(SimulatedProcess process) {
        stranger = process;
    }

    @Override
    public void commit(PendingCommit commit) throws StoreFailure {
        SimulatedProcess process = simulation.current().process();
        if (process.equals(stranger)) {
            faults.count(FaultKind.ROW_LOCKED);
            pauses.pause(faults.delay(FaultKind.ROW_LOCKED));
            throw new StoreFailure(StoreFailure.Kind.REFUSED, "stranger");
        }
        pending.put(commit, process);
        try {
            perform(commit);
        } finally {
            // A commit that failed is abandoned by its transaction.
            pending.remove(commit);
        }
    }

    private void perform(PendingCommit commit) throws StoreFailure {
        if (faults.hits(FaultKind.COMMIT_SLOW)) {
            pauses.pause(faults.delay(FaultKind.COMMIT_SLOW));
        }
        if (faults.hits(FaultKind.COMMIT_REFUSED)) {
            throw new StoreFailure(StoreFailure.Kind.REFUSED, "disk_full");
        }
        contend();
        if (faults.hits(FaultKind.OUTCOME_LOST)) {
            commit.abandon();
            throw unknown();
        }
        if (faults.hits(FaultKind.OUTCOME_LATE)) {
            later(commit);
            throw unknown();
        }
        apply(commit);
        if (faults.hits(FaultKind.OUTCOME_STORED)) {
            throw unknown();
        }
        if (faults.hits(FaultKind.ANSWER_SLOW)) {
            pauses.pause(faults.delay(FaultKind.ANSWER_SLOW));
        }
    }

    /// A thread conflicts at most every other time: a store that keeps conflicting has a defect.
    private void contend() throws StoreFailure {
        Thread thread = Thread.currentThread();
        if (!contended.remove(thread) && faults.hits(FaultKind.COMMIT_CONTENDED)) {
            contended.add(thread);
            throw new StoreFailure(StoreFailure.Kind.CONTENTION, "serialization_failure");
        }
    }

    private static StoreFailure unknown() {
        return new StoreFailure(StoreFailure.Kind.OUTCOME_UNKNOWN, "connection_failure");
    }

    private void apply(PendingCommit commit) throws StoreFailure {
        List<ChatEvent> events;
        pending.remove(commit);
        try {
            events = commit.apply();
        } catch (StoreFailure e) {
            rejected.accept(e.reason());
            throw e;
        }
        committed.accept(events);
    }

    /// Lets the database apply a commit whose connection is lost.
    private void later(PendingCommit commit) {
        long delay = faults.delay(FaultKind.OUTCOME_LATE).toNanos();
        Event unused = simulation.queue().add(database, delay, "late commit", () -> applyAlone(commit));
    }

    private void applyAlone(PendingCommit commit) {
        try {
            apply(commit);
        } catch (StoreFailure e) {
            // The violated constraint is recorded already, and no client waits for an answer.
        }
    }

    /// Decides the commits that a dead node has requested.
    public void killed(SimulatedProcess process) {
        for (PendingCommit commit : new ArrayList<>(pending.keySet())) {
            if (process.equals(pending.get(commit))) {
                pending.remove(commit);
                if (faults.coin(FaultKind.NODE_KILLED)) {
                    later(commit);
                } else {
                    commit.abandon();
                }
            }
        }
    }
}
