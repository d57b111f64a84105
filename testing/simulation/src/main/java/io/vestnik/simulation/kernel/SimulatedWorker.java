package io.vestnik.simulation.kernel;

import io.vestnik.application.runtime.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A simulated thread that lives as long as a component.
final class SimulatedWorker implements Worker {
    private final SimulatedRuntime runtime;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final SimulatedThread thread;

    SimulatedWorker(SimulatedRuntime runtime, SimulatedThreads threads, String name, Runnable work) {
        this.runtime = runtime;
        this.thread = threads.start(runtime.process(), name, () -> run(work));
    }

    private void run(Runnable work) {
        try {
            work.run();
        } finally {
            ended.complete(null);
        }
    }

    @Override
    public boolean isCurrent() {
        return thread.isCurrent();
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public boolean join(Duration max) throws InterruptedException {
        return runtime.await(ended, max);
    }
}
