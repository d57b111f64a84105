package io.vestnik.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The result of running a program.
///
/// @param code the exit code
/// @param output the standard output and the error output
record Run(int code, String output) {

    /// Runs a program and waits for its end.
    ///
    /// The output is written to a file, not to a pipe: the server that `pg_ctl` starts inherits the output and keeps
    /// running, so a pipe would never end.
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

    /// The last line of the output that is not blank.
    String lastLine() {
        return output.lines().filter(line -> !line.isBlank()).reduce("", (earlier, later) -> later.strip());
    }
}
