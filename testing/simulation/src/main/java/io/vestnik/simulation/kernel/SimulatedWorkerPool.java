package io.vestnik.simulation.kernel;

import io.vestnik.application.runtime.Worker;
import io.vestnik.application.runtime.WorkerPool;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/// A fixed number of simulated threads that run tasks from one queue.
final class SimulatedWorkerPool implements WorkerPool {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Worker> workers;
    private boolean closed;

    SimulatedWorkerPool(SimulatedRuntime runtime, String name, int count) {
        workers = IntStream.range(0, count)
                .mapToObj(number -> runtime.startWorker(name + number, true, this::work))
                .toList();
    }

    private void work() {
        while (!closed) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                // Closed; or a task has left its interrupt, which does not concern the next task.
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the pool is closed");
        }
        tasks.add(task);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tasks.clear();
            workers.forEach(Worker::interrupt);
        }
    }
}
