package io.vestnik.simulation.planted;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The simulator in a Java of its own, with the flags and the class path of this process.
///
/// @param steps the maximum number of steps of all seeds together
record SimulatorProcess(long steps) implements Simulator {
    private static final String MAIN = "io.vestnik.simulation.run.Simulate";

    private static final long FIRST_SEED = 1;

    /// The number of seeds, which is never reached: each seed takes many steps.
    private static final int SEEDS_MAX = 1_000_000;

    /// The time after which the simulator ends by itself, so that none is left if this process is killed. Many times
    /// as long as the steps take.
    private static final Duration RUN_MAX = Duration.ofMinutes(10);

    /// The time after which a simulator that hangs is killed.
    private static final Duration HANG_MAX = Duration.ofMinutes(15);

    /// The number of lines of the output that a failure shows.
    private static final int LINES_SHOWN = 20;

    @Override
    public Finding run(PlantedBug bug, Path classes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(bug, classes))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            killLater(process);
            return read(process);
        } finally {
            // After the line about a violation the simulator may still look for a smaller example.
            process.destroyForcibly();
        }
    }

    private List<String> command(PlantedBug bug, Path classes) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.add("-classpath");
        words.add(classes + File.pathSeparator + System.getProperty("java.class.path"));
        words.add(MAIN);
        words.add("--seed=" + bug.start().map(PlantedBug.Start::seed).orElse(FIRST_SEED));
        words.add("--seeds=" + SEEDS_MAX);
        words.add("--steps=" + steps);
        words.add("--seconds=" + RUN_MAX.toSeconds());
        bug.start().flatMap(PlantedBug.Start::profile).ifPresent(profile -> words.add("--profile=" + profile));
        return words;
    }

    private static void killLater(Process process) {
        Thread.ofPlatform().daemon().name("time-limit").start(() -> {
            try {
                if (!process.waitFor(HANG_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Finding read(Process process) throws IOException, InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Optional<Finding.Violated> violated = Finding.Violated.in(line);
            if (violated.isPresent()) {
                return violated.get();
            }
            last.add(line);
            if (last.size() > LINES_SHOWN) {
                last.remove();
            }
        }
        int code = process.waitFor();
        return code == 0
                ? new Finding.Nothing()
                : new Finding.Failed("exit code " + code + " of the simulator: " + String.join("\n", last));
    }
}
