package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs programs of the system.
final class Programs {
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Programs() {}

    /// Whether a program is installed.
    static boolean exists(String name) {
        return PLACES.stream().anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }

    /// Whether this process runs as root.
    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /// The files whose names match below directories that match, such as `/usr/lib/*/faketime/*.so`.
    ///
    /// @param parent the directory above the matching directories
    /// @param below the path of the file below each of them
    static Stream<Path> below(Path parent, String below) {
        if (!Files.isDirectory(parent)) {
            return Stream.of();
        }
        try (Stream<Path> directories = Files.list(parent)) {
            return directories
                    .map(directory -> directory.resolve(below))
                    .filter(Files::exists)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a program and waits for its end.
    ///
    /// @return the output and the error output
    /// @throws IllegalStateException with the output, if the program fails
    static String run(List<String> command) {
        return run(command, Map.of());
    }

    /// Like [#run(List)], with further variables of the environment.
    static String run(List<String> command, Map<String, String> environment) {
        try {
            // A server that the program starts inherits the output and keeps running, so the end of a pipe would not
            // come.
            Path output = Files.createTempFile("vestnik-faults", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile())
                        // Every user may enter it.
                        .directory(Path.of("/").toFile());
                builder.environment().putAll(environment);
                int code = builder.start().waitFor();
                String text = Files.readString(output, StandardCharsets.UTF_8).strip();
                if (code != 0) {
                    throw new IllegalStateException(command + " ended with " + code + ": " + text);
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
