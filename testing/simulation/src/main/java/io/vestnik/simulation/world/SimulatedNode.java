package io.vestnik.simulation.world;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.simulation.client.NodeDoor;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A node of a world: a sequence of processes over the shared database.
public final class SimulatedNode {
    /// The threads that a node without connections and work has.
    private static final Pattern IDLE = Pattern.compile("vestnik-writer-\\d+(-aside)?|live-\\d+|live-timer"
            + "|membership-upkeep|hashing-\\d+|ended-devices|device-gone");

    /// More than the queues of two writers take, even if each has set a batch aside.
    private static final int WAITING_MAX = 22_000;

    private final Backend backend;
    private final Judges judges;
    private final WorldSettings settings;
    private final SimulatedProcess operator;
    private final int number;
    private int starts;
    private boolean accepting;
    private @Nullable RunningNode running;

    /// @param operator the process that stops and starts nodes
    SimulatedNode(Backend backend, Judges judges, WorldSettings settings, SimulatedProcess operator, int number) {
        this.backend = backend;
        this.judges = judges;
        this.settings = settings;
        this.operator = operator;
        this.number = number;
    }

    /// Starts a process of the node. No effect if there is one.
    public void start() {
        if (running == null && !accepting) {
            accepting = true;
            starts++;
            SimulatedProcess process = backend.simulation().newProcess("node " + number + "." + starts);
            SimulatedRuntime runtime = backend.simulation().runtime(process);
            runtime.start("start", () -> running = new RunningNode(backend, judges, settings, runtime));
        }
    }

    /// What clients can reach; empty while the node starts, drains or is dead.
    public Optional<NodeDoor> door() {
        return Optional.ofNullable(running).filter(node -> accepting).map(RunningNode::door);
    }

    /// The running process of the node; it may be draining.
    Optional<RunningNode> running() {
        return Optional.ofNullable(running);
    }

    // ---- faults

    /// Stops the process for a while. No effect without a running process.
    public void pause(Duration pause) {
        running().map(RunningNode::process).filter(SimulatedProcess::running).ifPresent(process -> {
            backend.faults().count(FaultKind.NODE_PAUSED);
            process.pause();
            later(pause, "resume", () -> resume(process));
        });
    }

    private void resume(SimulatedProcess process) {
        process.resume();
        judges.book().devices().resumed(process);
    }

    /// Records that a paused node has not learned of revocations so far.
    void excusePause() {
        running()
                .map(RunningNode::process)
                .filter(process -> !process.running())
                .ifPresent(judges.book().devices()::resumed);
    }

    /// Kills the process, and starts another one after a while. No effect without a running process.
    public void kill(Duration away) {
        RunningNode killed = running;
        if (killed != null) {
            backend.faults().count(FaultKind.NODE_KILLED);
            running = null;
            accepting = false;
            killed.kill();
            later(away, "start", this::start);
        }
    }

    /// Drains the process, and starts another one a while after it has stopped. No effect without a running process.
    public void drain(Duration away) {
        RunningNode stopping = running;
        if (stopping != null && accepting && stopping.process().running()) {
            backend.faults().count(FaultKind.NODE_DRAINED);
            stop(stopping, () -> {
                // The last threads of the process, which close connections, have some time to end.
                later(away, "exit", () -> exit(stopping));
            });
        }
    }

    private void stop(RunningNode stopping, Runnable stopped) {
        accepting = false;
        stopping.door().runtime().start("stop", () -> {
            stopping.stop();
            stopped.run();
        });
    }

    private void exit(RunningNode stopped) {
        if (running == stopped) {
            running = null;
            stopped.kill();
            start();
        }
    }

    /// Cuts the node off the bus for a while.
    ///
    /// @param mute whether only what the node publishes is lost; else it misses what others publish
    public void cutBus(Duration length, boolean mute) {
        running().ifPresent(node -> {
            if (mute) {
                node.port().silence();
            } else {
                node.port().deafen();
            }
            later(length, "bus connected", node.port()::connect);
        });
    }

    private void later(Duration delay, String label, Runnable work) {
        Event unused = backend.simulation().queue().add(operator, delay.toNanos(), label, work);
    }

    /// Ends all faults of this node: it runs, or starts now.
    void recover() {
        running()
                .map(RunningNode::process)
                .filter(process -> process.alive() && !process.running())
                .ifPresent(this::resume);
        if (running == null) {
            start();
        }
    }

    /// Stops the node for good, at the end of a run.
    void finish() {
        RunningNode stopping = running;
        if (stopping != null) {
            stop(stopping, () -> {});
        }
    }

    // ---- checks

    private static List<MemoryBudget> budgets(RunningNode node) {
        LiveMemory memory = node.memory();
        return List.of(memory.replays(), memory.collected(), memory.events(), memory.subscriptions());
    }

    /// The bounds that the node exceeds at the moment; empty if there is none.
    List<String> exceeded() {
        List<String> found = new ArrayList<>();
        RunningNode node = running;
        if (node != null) {
            int waiting = node.store().waiting();
            if (waiting < 0 || waiting > WAITING_MAX) {
                found.add(waiting + " changes in the queues");
            }
            MemoryBudget replays = node.memory().replays();
            if (replays.bytesTaken() > replays.bytesMax()) {
                found.add(replays.bytesTaken() + " bytes of " + replays.name());
            }
            budgets(node).stream()
                    .filter(budget -> budget.bytesTaken() < 0)
                    .forEach(budget -> found.add(budget.bytesTaken() + " bytes of " + budget.name()));
        }
        return found;
    }

    /// What the node still holds although it has no connection and nothing to do; empty if it holds nothing.
    List<String> leftovers() {
        List<String> found = new ArrayList<>();
        RunningNode node = running;
        if (node != null) {
            if (node.store().waiting() != 0) {
                found.add(node.store().waiting() + " changes in the queues");
            }
            for (MemoryBudget budget : budgets(node)) {
                if (budget.bytesTaken() != 0) {
                    found.add(budget.bytesTaken() + " bytes of " + budget.name());
                }
            }
            node.process().threadNames().stream()
                    .filter(name -> !IDLE.matcher(name).matches())
                    .forEach(name -> found.add("thread " + name));
        }
        return found;
    }

    /// The threads of the node; none after [#finish].
    List<String> threads() {
        return running().map(node -> node.process().threadNames()).orElse(List.of());
    }
}
