package io.vestnik.simulation.kernel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

/// A process of the simulated world, such as a node or a client. It owns threads and events, and can be paused and
/// killed.
///
/// The events of a paused process run when the process is resumed, in the order in which they were due. A dead process
/// never runs again: its threads stay where they wait, and its events are dropped.
public final class SimulatedProcess {
    /// Whether a process runs.
    private enum State {
        RUNNING,
        PAUSED,
        DEAD
    }

    private final int number;
    private final String name;
    private final EventQueue queue;
    private final Set<SimulatedThread> threads = new LinkedHashSet<>();
    private final Queue<Event> kept = new ArrayDeque<>();
    private final Set<Runnable> killed = new LinkedHashSet<>();
    private State state = State.RUNNING;
    private LongSupplier wakeDelayNanos;
    private Duration clockOffset = Duration.ZERO;

    /// @param number the position of this process among the processes of the simulation
    /// @param wakeDelayNanos see [#delayWakes]
    SimulatedProcess(int number, String name, EventQueue queue, LongSupplier wakeDelayNanos) {
        this.number = number;
        this.name = name;
        this.queue = queue;
        this.wakeDelayNanos = wakeDelayNanos;
    }

    /// The name, for the trace.
    public String name() {
        return name;
    }

    /// Whether the process is alive; a paused process is alive.
    public boolean alive() {
        return state != State.DEAD;
    }

    /// Whether the process is alive and not paused.
    public boolean running() {
        return state == State.RUNNING;
    }

    /// Stops the process until [#resume]. Clocks go on. No effect if the process is not running.
    public void pause() {
        if (state == State.RUNNING) {
            state = State.PAUSED;
        }
    }

    /// Continues a paused process. No effect if the process is not paused.
    public void resume() {
        if (state == State.PAUSED) {
            state = State.RUNNING;
            kept.forEach(queue::putBack);
            kept.clear();
        }
    }

    /// Kills the process. If one of its own threads calls this method, that thread runs until its next wait.
    public void kill() {
        state = State.DEAD;
        kept.forEach(event -> event.state = Event.State.ENDED);
        kept.clear();
        threads.clear();
        List<Runnable> listeners = List.copyOf(killed);
        killed.clear();
        listeners.forEach(Runnable::run);
    }

    /// Calls a listener when the process is killed. The listener belongs to the world, not to the process: it must not
    /// wait.
    public void onKill(Runnable listener) {
        killed.add(listener);
    }

    /// Forgets a listener of [#onKill].
    public void forgetOnKill(Runnable listener) {
        killed.remove(listener);
    }

    /// Sets the wall clock of the process apart from the wall clock of the world.
    ///
    /// @param offset added to the time of the world; may be negative
    public void setClockOffset(Duration offset) {
        clockOffset = offset;
    }

    /// Decides how long each thread of the process waits for a processor.
    ///
    /// @param nanos the delay of the next start or wake-up of a thread in nanoseconds; 0 or more
    public void delayWakes(LongSupplier nanos) {
        wakeDelayNanos = nanos;
    }

    /// The names of the threads that have not ended, in the order in which they started.
    public List<String> threadNames() {
        return threads.stream().map(SimulatedThread::name).toList();
    }

    /// The number of threads that have not ended.
    public int threadCount() {
        return threads.size();
    }

    int number() {
        return number;
    }

    Duration clockOffset() {
        return clockOffset;
    }

    long wakeDelayNanos() {
        return wakeDelayNanos.getAsLong();
    }

    void started(SimulatedThread thread) {
        if (alive()) {
            threads.add(thread);
        }
    }

    void ended(SimulatedThread thread) {
        threads.remove(thread);
    }

    /// Returns whether an event that is due may run now. An event of a paused process is kept.
    boolean takes(Event event) {
        return switch (state) {
            case RUNNING -> true;
            case PAUSED -> {
                event.state = Event.State.KEPT;
                kept.add(event);
                yield false;
            }
            case DEAD -> {
                event.state = Event.State.ENDED;
                yield false;
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
