package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.Pause;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A built server with default limits, a small heap and an embedded PostgreSQL in a temporary directory. `close` ends
/// both processes and removes the directory, and so does the end of this process.
public final class AttackedServer implements AutoCloseable {
    private static final Duration REMOVAL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(50);

    private static final Pattern ERROR =
            Pattern.compile("^\\S+ ERROR .*|.*OutOfMemoryError.*|.*Exception in thread.*", Pattern.MULTILINE);

    private static final int ERRORS_MAX = 5;
    private static final int ERROR_CHARS_MAX = 300;
    private static final long KIB = 1024;

    private final Path directory;
    private final ServerProcess process;
    private final Thread atEnd = new Thread(this::end, "remove-the-server");

    private AttackedServer(Path directory, ServerProcess process) {
        this.directory = directory;
        this.process = process;
    }

    /// Starts a server and waits until it listens.
    ///
    /// @param server the launcher, or a directory with `vestnik.jar`. For a directory, the server gets the flags of the
    ///     launcher `vestnik` in this directory or in the nearest directory above it
    /// @param heap the size of the heap, such as `256m`
    /// @throws IllegalStateException with the log, if the server does not start
    public static AttackedServer start(Path server, String heap) {
        try {
            Path directory = Files.createTempDirectory("vestnik-attacks-");
            ServerProcess process = ServerProcess.ofCommand(directory, command(server, heap));
            if (Files.isRegularFile(server)) {
                // The launcher has no flag for the heap, so the size is passed to Java in an environment variable. Java
                // puts flags from this variable before the flags of the launcher.
                process.jvm("-Xmx" + heap);
            }
            AttackedServer started = new AttackedServer(directory, process);
            // The hook is added before the start, so that no server is left behind.
            Runtime.getRuntime().addShutdownHook(started.atEnd);
            try {
                process.start();
                return started;
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path server, String heap) throws IOException {
        if (Files.isRegularFile(server)) {
            return List.of(server.toAbsolutePath().toString(), "serve");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx" + heap));
        command.addAll(LauncherFlags.of(server));
        command.addAll(List.of("-jar", server.resolve("vestnik.jar").toString(), "serve"));
        return command;
    }

    public int port() {
        return process.address().getPort();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The state of the process: `alive`, or its exit code.
    public String exit() {
        return process.isAlive() ? "alive" : "exit code " + process.exitCode();
    }

    /// The embedded database.
    public DatabaseAddress database() {
        return EmbeddedPostgres.join(process.data())
                .orElseThrow(() -> new IllegalStateException("the server has no embedded database"));
    }

    /// The peak of resident memory so far; empty on a system without `/proc`.
    public OptionalLong residentPeakBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /// The errors in the log. No client may cause an error there.
    public List<String> errors() {
        return ERROR.matcher(process.output())
                .results()
                .map(found -> found.group().length() > ERROR_CHARS_MAX
                        ? found.group().substring(0, ERROR_CHARS_MAX)
                        : found.group())
                .limit(ERRORS_MAX)
                .toList();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook ends the server.
            return;
        }
        end();
    }

    private void end() {
        try {
            process.close();
        } finally {
            // If the server has died, its PostgreSQL still runs and is killed here.
            PostgresProcess.find(process.data()).ifPresent(PostgresProcess::kill);
            remove();
        }
    }

    /// Removes the directory. Repeats the removal, since a PostgreSQL that is being set up may create files for a
    /// moment after the server has ended.
    private void remove() {
        long until = System.nanoTime() + REMOVAL_TIMEOUT.toNanos();
        while (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                if (System.nanoTime() > until) {
                    System.err.println("cannot remove " + directory + ": " + e.getMessage());
                    return;
                }
            }
            Pause.of(TICK);
        }
    }
}
