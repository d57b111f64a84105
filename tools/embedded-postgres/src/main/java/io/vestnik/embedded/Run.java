package io.vestnik.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The result of a program.
///
/// @param output its output on both streams
record Run(int code, String output) {

    /// Runs a program to its end.
    ///
    /// The output goes to a file, not to a pipe: the server that `pg_ctl` leaves running inherits it, and a pipe would
    /// never end.
    static Run of(List<String> command) throws IOException {
        Path output = Files.createTempFile("vestnik", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            int code = waitFor(builder.start());
            return new Run(code, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException stop) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException("interrupted while a program ran"));
        }
    }

    /// The last line that is not blank, for a one-line message.
    String lastLine() {
        return output.lines().filter(line -> !line.isBlank()).reduce("", (earlier, later) -> later.strip());
    }
}
