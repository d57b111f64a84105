package io.vestnik.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server that runs on a data directory.
///
/// @param postmaster the first process of the server
public record PostgresProcess(ProcessHandle postmaster) {
    private static final int STOP_SECONDS_MAX = 90;

    /// Finds the server whose data is below a directory. Empty if none runs. It can also be empty while the server is
    /// being started or stopped.
    public static Optional<PostgresProcess> find(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            Optional<Path> file =
                    files.filter(each -> each.endsWith("postmaster.pid")).findFirst();
            if (file.isEmpty()) {
                return Optional.empty();
            }
            return Files.readAllLines(file.get()).stream()
                    .findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    // Another program may have got the process id of a server that was killed.
                    .filter(PostgresProcess::isPostgres)
                    .map(PostgresProcess::new);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /// Like [#find].
    ///
    /// @throws IllegalStateException if no server runs
    public static PostgresProcess in(Path directory) {
        return find(directory)
                .orElseThrow(() -> new IllegalStateException("no PostgreSQL runs on data below " + directory));
    }

    /// Finds the servers of this machine whose command line names data below a directory.
    public static List<PostgresProcess> below(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/postgres -D " + directory))
                        .isPresent())
                .map(PostgresProcess::new)
                .toList();
    }

    /// Kills all processes of the server, with all running transactions, as a power cut would, and waits for the end of
    /// the main process.
    public void kill() {
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().orTimeout(STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
    }
}
