package io.vestnik.simulation.kernel;

import io.vestnik.application.runtime.Timer;
import io.vestnik.application.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Threads that wait for each other in every way, as a program: it prints the hash of the trace of each seed.
final class KernelWorkload {
    private static final int SEEDS = 20;
    private static final int STEPS = 5_000;

    private final Simulation simulation;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

    private KernelWorkload(long seed) {
        simulation = new Simulation(seed);
    }

    /// Prints one hash for each seed.
    public static void main(String[] arguments) {
        hashes().forEach(System.out::println);
    }

    /// One hash for each seed.
    static List<String> hashes() {
        List<String> hashes = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            hashes.add(Long.toHexString(new KernelWorkload(seed).run()));
        }
        return hashes;
    }

    private long run() {
        for (int i = 0; i < 3; i++) {
            SimulatedProcess process = simulation.newProcess("process " + i);
            SimulatedRuntime runtime = simulation.runtime(process);
            SplittableRandom random = simulation.random().of("workload " + i);
            simulation.start(process, Duration.ZERO, "begin", () -> begin(runtime, random));
            simulation.queue().add(process, Duration.ofSeconds(1).toNanos(), "pause", process::pause);
            simulation.queue().add(other(), Duration.ofSeconds(2).toNanos(), "resume", process::resume);
        }
        simulation.run(STEPS, Duration.ofHours(1));
        simulation.requireNoFailure();
        return simulation.trace().hash();
    }

    private SimulatedProcess other() {
        return simulation.newProcess("other");
    }

    private void begin(SimulatedRuntime runtime, SplittableRandom random) {
        WorkerPool pool = runtime.newWorkers("pool-", 2);
        Timer timer = runtime.newTimer("timer");
        timer.repeat(Duration.ofMillis(50), () -> pool.execute(() -> queue.add(random.nextInt(100))));
        for (int i = 0; i < 5; i++) {
            runtime.startWorker("worker", true, () -> work(runtime, random));
        }
    }

    private void work(SimulatedRuntime runtime, SplittableRandom random) {
        try {
            while (true) {
                int number = queue.take();
                if (runtime.tryLock(lock, Duration.ofMillis(number))) {
                    try {
                        runtime.sleep(Duration.ofMillis(random.nextInt(100)));
                    } finally {
                        lock.unlock();
                    }
                }
                CompletableFuture<String> done = new CompletableFuture<>();
                runtime.start(runtime.randomUuid().toString(), () -> done.complete("done"));
                boolean ended = runtime.await(done, Duration.ofNanos(random.nextInt(20_000)));
                queue.add(ended ? number : number + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
