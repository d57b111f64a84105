package io.vestnik.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A PostgreSQL server that runs on a data directory.
///
/// @param postmaster the first process of the server
public record PostgresProcess(ProcessHandle postmaster) {
    private static final int STOP_SECONDS_MAX = 90;
    private static final String PID_FILE = "postmaster.pid";

    /// The part of a backend's process title that names its client. The titles of background processes have none.
    private static final Pattern CLIENT = Pattern.compile("\\(\\d+\\)|\\[local]");

    /// Finds the server whose data is below a directory. Empty if none runs. It can also be empty while the server is
    /// being started or stopped.
    public static Optional<PostgresProcess> find(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        // The directory itself is often the data directory. A walk through the data of a running server fails if the
        // server removes a file meanwhile.
        Path direct = directory.resolve(PID_FILE);
        if (Files.exists(direct)) {
            return named(direct);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.endsWith(PID_FILE)).findFirst().flatMap(PostgresProcess::named);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /// The server whose process id is in a file; empty if it does not run.
    private static Optional<PostgresProcess> named(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    // Another program may have got the process id of a server that was killed.
                    .filter(PostgresProcess::isPostgres)
                    .map(PostgresProcess::new);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
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

    /// All processes of the server, the main process first.
    public List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    /// The processes that serve clients. Empty on a system without `/proc`.
    public List<ProcessHandle> backends() {
        return postmaster
                .children()
                .filter(child -> CLIENT.matcher(title(child)).find())
                .toList();
    }

    private static String title(ProcessHandle process) {
        try {
            byte[] title = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(title, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The process has ended.
            return "";
        }
    }

    /// Kills the main process only, and waits for its end. The other processes notice this and end by themselves.
    public void killPostmaster() {
        postmaster.destroyForcibly();
        postmaster.onExit().orTimeout(STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
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
