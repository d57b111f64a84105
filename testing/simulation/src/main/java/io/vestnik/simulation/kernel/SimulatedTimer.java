package io.vestnik.simulation.kernel;

import io.vestnik.application.runtime.Timer;
import io.vestnik.application.runtime.Worker;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

/// A timer with a simulated thread of its own. An event passes each task to the thread when the task is due.
final class SimulatedTimer implements Timer {
    private final SimulatedProcess process;
    private final EventQueue queue;
    private final String name;
    private final LinkedBlockingQueue<Runnable> due = new LinkedBlockingQueue<>();
    private final Worker worker;
    private boolean closed;

    SimulatedTimer(SimulatedRuntime runtime, EventQueue queue, String name) {
        this.process = runtime.process();
        this.queue = queue;
        this.name = name;
        this.worker = runtime.startWorker(name, true, this::work);
    }

    private void work() {
        while (!closed) {
            try {
                due.take().run();
            } catch (InterruptedException e) {
                // Closed; or a task has left its interrupt, which does not concern the next task.
            }
        }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        if (!closed) {
            Event unused = queue.add(process, Math.max(0, delay.toNanos()), name, () -> passOn(task));
        }
    }

    private void passOn(Runnable task) {
        if (!closed) {
            due.add(task);
        }
    }

    @Override
    public void repeat(Duration every, Runnable task) {
        schedule(every, () -> {
            task.run();
            repeat(every, task);
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            due.clear();
            worker.interrupt();
        }
    }
}
