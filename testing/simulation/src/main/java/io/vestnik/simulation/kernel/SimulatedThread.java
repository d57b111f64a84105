package io.vestnik.simulation.kernel;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A virtual thread that runs only when the simulation takes its event from the queue. As the scheduler of its virtual
/// thread, it receives the continuation at the start and at each wake-up, and adds it to the queue.
final class SimulatedThread implements Executor {
    private final SimulatedThreads threads;
    private final SimulatedProcess owner;
    private final String name;
    private @Nullable Thread thread;
    private int interrupts;

    SimulatedThread(SimulatedThreads threads, SimulatedProcess owner, String name) {
        this.threads = threads;
        this.owner = owner;
        this.name = name;
    }

    void start(Thread unstarted) {
        thread = unstarted;
        owner.started(this);
        unstarted.start();
    }

    String name() {
        return name;
    }

    SimulatedProcess owner() {
        return owner;
    }

    Thread thread() {
        return Objects.requireNonNull(thread, "not started");
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /// The number of calls of [#interrupt], which tells them from the interrupts that end a timed wait.
    int interrupts() {
        return interrupts;
    }

    void interrupt() {
        interrupts++;
        thread().interrupt();
    }

    /// Ends a timed wait of this thread.
    void endWait() {
        thread().interrupt();
    }

    void ended() {
        owner.ended(this);
    }

    @Override
    public void execute(Runnable continuation) {
        threads.queue().add(owner, owner.wakeDelayNanos(), name, () -> run(continuation));
    }

    private void run(Runnable continuation) {
        threads.enter(this);
        continuation.run();
        threads.leave();
        Thread.State state = thread().getState();
        if (state == Thread.State.BLOCKED || state == Thread.State.TIMED_WAITING) {
            throw new IllegalStateException(
                    "thread " + this + " is " + state + ": another thread or the real clock would end this wait");
        }
    }

    @Override
    public String toString() {
        return owner.name() + "/" + name;
    }
}
