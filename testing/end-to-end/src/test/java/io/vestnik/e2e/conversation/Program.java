package io.vestnik.e2e.conversation;

import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Starts the program under test.
final class Program {
    /// The directory into which [io.vestnik.embedded.EmbeddedPostgres#temporary] unpacks the programs of PostgreSQL.
    private static final Path UNPACKED = Path.of("target", "postgres").toAbsolutePath();

    private Program() {}

    /// Makes a server on a directory, without a limit on sends.
    ///
    /// @param flags further settings
    static ServerProcess on(Path directory, String... flags) {
        String[] all =
                Stream.concat(Stream.of("--limit-sends=0"), Stream.of(flags)).toArray(String[]::new);
        return ServerProcess.ofClassPath(directory, all).withProgramsOf(UNPACKED);
    }
}
