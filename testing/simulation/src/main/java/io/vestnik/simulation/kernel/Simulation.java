package io.vestnik.simulation.kernel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A simulation: processes, their threads and events, in virtual time and decided by one seed.
///
/// The thread that calls [#run] takes the steps one after another; no other thread of the JVM runs simulated code. The
/// simulation stops at the first failure.
public final class Simulation {
    /// The maximum time for which a thread that could run waits for a processor, unless the process says otherwise.
    /// Different delays make the threads of a process run in different orders.
    private static final int WAKE_NANOS_MAX = 20_000;

    /// The number of last steps that a failure shows.
    private static final int STEPS_SHOWN = 50;

    private final RandomStreams random;
    private final Trace trace = new Trace();
    private final EventQueue queue = new EventQueue(trace);
    private final SimulatedThreads threads = new SimulatedThreads(queue, this::fail);
    private final Map<SimulatedProcess, SimulatedRuntime> runtimes = new HashMap<>();
    private int processes;
    private @Nullable Failure failure;

    /// The failure that has stopped a simulation.
    ///
    /// @param step the number of steps until then
    public record Failure(long step, String where, Throwable cause) {}

    /// @param seed decides everything that is random
    public Simulation(long seed) {
        this.random = new RandomStreams(seed);
    }

    /// The random numbers.
    public RandomStreams random() {
        return random;
    }

    /// The events.
    public EventQueue queue() {
        return queue;
    }

    /// The steps so far.
    public Trace trace() {
        return trace;
    }

    /// Makes a process.
    ///
    /// @param name unique in this simulation
    public SimulatedProcess newProcess(String name) {
        SplittableRandom delays = random.of("wake-ups of " + name);
        return new SimulatedProcess(processes++, name, queue, () -> delays.nextInt(WAKE_NANOS_MAX));
    }

    /// The runtime of a process. Call once for each process.
    public SimulatedRuntime runtime(SimulatedProcess process) {
        SimulatedRuntime made = new SimulatedRuntime(process, threads, random.of("ids of " + process.name()));
        runtimes.put(process, made);
        return made;
    }

    /// The runtime of the process whose simulated thread calls this method.
    ///
    /// @throws IllegalStateException if the caller is not a simulated thread
    public SimulatedRuntime current() {
        SimulatedProcess owner = threads.current().owner();
        return Objects.requireNonNull(runtimes.get(owner), () -> owner + " has no runtime");
    }

    /// Starts a thread of a process after a delay of virtual time.
    public Event start(SimulatedProcess process, Duration delay, String name, Runnable task) {
        return queue.add(process, delay.toNanos(), name, () -> {
            SimulatedThread unused = threads.start(process, name, task);
        });
    }

    /// Runs steps until there is nothing to do, the steps are used up, virtual time has passed, or a failure occurs.
    ///
    /// @param stepsMax the maximum number of steps
    /// @param max the maximum virtual time
    /// @return the number of steps
    public long run(long stepsMax, Duration max) {
        long begin = queue.steps();
        long until = queue.nanos() + max.toNanos();
        try {
            boolean more = true;
            while (more && failure == null && queue.steps() - begin < stepsMax) {
                more = queue.runNext(until);
            }
        } catch (RuntimeException | Error e) {
            fail("the simulation", e);
        }
        return queue.steps() - begin;
    }

    /// Reports a failure; the first one stops the simulation.
    ///
    /// @param where the thread or check that failed
    public void fail(String where, Throwable cause) {
        if (failure == null) {
            failure = new Failure(queue.steps(), where, cause);
        }
    }

    /// The failure that has stopped this simulation.
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /// Checks that nothing has stopped this simulation.
    ///
    /// @throws AssertionError if a failure has stopped it; the message has the seed and the last steps
    public void requireNoFailure() {
        Failure found = failure;
        if (found != null) {
            String place = "seed " + random.seed() + ", step " + found.step() + ", " + found.where();
            String steps = String.join("\n", trace.last(STEPS_SHOWN));
            throw new AssertionError(place + ": " + found.cause() + "\n" + steps, found.cause());
        }
    }
}
