package io.vestnik.simulation.kernel;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Makes virtual threads whose scheduler is the event queue.
///
/// The JDK has a constructor for virtual threads with a scheduler of their own, which is not public. So the JVM needs
/// `--add-opens java.base/java.lang=ALL-UNNAMED`. It should also have `-Djdk.trackAllThreads=false`, else the JVM
/// keeps the threads of dead processes. A thread that waits while it holds a monitor blocks the simulation before JDK
/// 24, and is reported from JDK 24 on if another thread needs that monitor.
final class SimulatedThreads {
    private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";
    private static final Constructor<?> WITH_SCHEDULER = constructor();

    private final EventQueue queue;
    private final BiConsumer<String, Throwable> failures;
    private @Nullable SimulatedThread running;

    /// @param failures receives the exception that left a thread, with the name of the thread
    SimulatedThreads(EventQueue queue, BiConsumer<String, Throwable> failures) {
        this.queue = queue;
        this.failures = failures;
    }

    private static Constructor<?> constructor() {
        try {
            Constructor<?> found = Class.forName(BUILDER).getDeclaredConstructor(Executor.class);
            found.setAccessible(true);
            return found;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "JDK " + Runtime.version() + " has no virtual threads with a scheduler of their own", e);
        } catch (RuntimeException e) {
            throw new IllegalStateException("start Java with --add-opens java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    /// Starts a thread of a process. It begins to run in a later step.
    SimulatedThread start(SimulatedProcess owner, String name, Runnable task) {
        SimulatedThread started = new SimulatedThread(this, owner, name);
        started.start(builder(started).name(name).unstarted(() -> run(started, task)));
        return started;
    }

    private static Thread.Builder.OfVirtual builder(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) WITH_SCHEDULER.newInstance(scheduler);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no virtual thread can be made", e);
        }
    }

    private void run(SimulatedThread thread, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failures.accept(thread.toString(), e);
        } finally {
            thread.ended();
        }
    }

    EventQueue queue() {
        return queue;
    }

    void enter(SimulatedThread thread) {
        running = thread;
    }

    void leave() {
        running = null;
    }

    /// The simulated thread that calls this method.
    ///
    /// @throws IllegalStateException if the caller is not a simulated thread, and so may not wait
    SimulatedThread current() {
        SimulatedThread current = running;
        if (current == null || !current.isCurrent()) {
            throw new IllegalStateException("not on a simulated thread: " + Thread.currentThread());
        }
        return current;
    }
}
