package io.vestnik.e2e.conversation;

import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Starts the program under test.
final class Program {
    /// The directory into which [io.vestnik.embedded.EmbeddedPostgres#temporary] unpacks the programs.
    private static final Path UNPACKED = Path.of("target", "postgres").toAbsolutePath();

    private Program() {}

    /// Makes a server on a directory, without a limit on sends.
    ///
    /// @param flags further settings
    static ServerProcess on(Path directory, String... flags) {
        return plain(directory, flags).withClassArchive(Archive.FILE);
    }

    private static ServerProcess plain(Path directory, String... flags) {
        String[] all =
                Stream.concat(Stream.of("--limit-sends=0"), Stream.of(flags)).toArray(String[]::new);
        return ServerProcess.ofClassPath(directory, all).withProgramsOf(UNPACKED);
    }

    /// The archive of the classes of a server. The first use of this class runs a server that writes it.
    private static final class Archive {
        static final Path FILE = write();

        private static Path write() {
            try {
                Path file = Path.of("target", "server.jsa").toAbsolutePath();
                Files.deleteIfExists(file);
                Path directory = Files.createDirectories(
                        Path.of("target", "archive").toAbsolutePath());
                try (ServerProcess server = plain(directory).writingClassArchive(file)) {
                    server.start();
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
