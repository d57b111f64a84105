package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The description of a running server in `postmaster.pid`.
///
/// @param port the port on which it listens
record Postmaster(long pid, int port) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /// Reads the file in the directory of a cluster. Empty if there is none, or if it is only half written.
    static Optional<Postmaster> of(Path cluster) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(cluster));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Postmaster(
                    Long.parseLong(lines.get(PID_LINE).strip()),
                    Integer.parseInt(lines.get(PORT_LINE).strip())));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }

    static Path file(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /// Whether that process lives and is a PostgreSQL: after a crash of the machine the id may belong to any process.
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }
}
