package io.vestnik.e2e.conversation;

import io.vestnik.faults.DataDirectories;
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

    /// The directory of a server's data, within the directory of the server.
    private static final String DATA = "data";

    private Program() {}

    /// Makes a server on a directory, without a limit on sends. If the directory has no data yet, it gets the data of a
    /// server that has been started once, because the creation of a database takes much of the time of a start.
    ///
    /// @param flags further settings
    static ServerProcess on(Path directory, String... flags) {
        if (Files.notExists(directory.resolve(DATA))) {
            DataDirectories.copy(First.DATA, directory.resolve(DATA));
        }
        return onOwnData(directory, flags);
    }

    /// Makes a server on a directory, without a limit on sends. If the directory has no data yet, the server creates
    /// the data.
    ///
    /// @param flags further settings
    static ServerProcess onOwnData(Path directory, String... flags) {
        return plain(directory, flags).withClassArchive(First.CLASSES);
    }

    private static ServerProcess plain(Path directory, String... flags) {
        String[] all =
                Stream.concat(Stream.of("--limit-sends=0"), Stream.of(flags)).toArray(String[]::new);
        return ServerProcess.ofClassPath(directory, all).withProgramsOf(UNPACKED);
    }

    /// What the first server of this JVM leaves for the other servers: an archive of its classes, and data without
    /// accounts.
    private static final class First {
        static final Path CLASSES = Path.of("target", "server.jsa").toAbsolutePath();
        static final Path DATA = run().resolve(Program.DATA);

        private static Path run() {
            try {
                Files.deleteIfExists(CLASSES);
                Path directory = Files.createTempDirectory(UNPACKED.getParent(), "first-server");
                try (ServerProcess server = plain(directory).writingClassArchive(CLASSES)) {
                    server.start();
                }
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
