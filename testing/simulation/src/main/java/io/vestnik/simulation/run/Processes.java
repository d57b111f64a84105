package io.vestnik.simulation.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the program in several processes, each with seeds of its own, so that several processors have work.
final class Processes {
    /// The distance between the first seeds of two processes; no process runs so many.
    private static final long SEEDS = 1L << 40;

    private Processes() {}

    /// Runs the processes and waits for them.
    ///
    /// @param firstSeed the first seed of the first process
    /// @return the highest exit code
    static int run(Options options, long firstSeed) throws IOException, InterruptedException {
        List<Process> started = new ArrayList<>();
        try {
            for (int i = 0; i < options.processes(); i++) {
                started.add(new ProcessBuilder(command(options, firstSeed + i * SEEDS))
                        .inheritIO()
                        .start());
            }
            int worst = 0;
            for (Process process : started) {
                worst = Math.max(worst, process.waitFor());
            }
            return worst;
        } finally {
            started.forEach(Process::destroy);
        }
    }

    private static List<String> command(Options options, long seed) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-classpath");
        command.add(System.getProperty("java.class.path"));
        command.add(Simulate.class.getName());
        command.add("--seed=" + seed);
        command.add("--seeds=" + options.bounds().seeds());
        command.add("--steps=" + options.bounds().steps());
        command.add("--seconds=" + options.bounds().seconds());
        command.add("--shrink=" + options.shrinkSeconds());
        options.profile().ifPresent(profile -> command.add("--profile=" + profile));
        options.out().ifPresent(out -> command.add("--out=" + out));
        return command;
    }
}
