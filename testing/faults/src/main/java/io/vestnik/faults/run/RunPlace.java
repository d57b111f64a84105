package io.vestnik.faults.run;

import io.vestnik.faults.PgBouncer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a run ran on: the commit of the sources, the programs, and the machine.
final class RunPlace {
    private static final String UNKNOWN = "unknown";
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private RunPlace() {}

    /// The commit of the sources. It ends in `-dirty` if files have other contents.
    ///
    /// @param home the directory of the sources
    static String commit(Path home) {
        return firstLine(
                List.of("git", "-C", home.toString(), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"));
    }

    /// The version of PgBouncer.
    static String pooler() {
        return PgBouncer.program()
                .map(program -> firstLine(List.of(program.toString(), "--version")))
                .orElse(UNKNOWN);
    }

    /// The version of Node.
    ///
    /// @param program the program of Node
    static String node(String program) {
        return firstLine(List.of(program, "--version"));
    }

    /// The system, and the number and the model of the processors.
    static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + model();
    }

    private static String model() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .findFirst()
                    .map(line -> ", " + line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException e) {
            // Only Linux has this file.
            return "";
        }
    }

    /// The first line of the output of a program; `unknown` if it does not run or fails.
    private static String firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                String line = Objects.requireNonNullElse(output.readLine(), UNKNOWN);
                while (output.readLine() != null) {
                    // The program must not wait for a reader.
                }
                return process.waitFor() == 0 ? line.strip() : UNKNOWN;
            }
        } catch (IOException e) {
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
