package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.Pause;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A built server with default limits, a small heap and an embedded PostgreSQL in a temporary directory. `close` ends
/// both processes and removes the directory, and so does the end of this process.
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration REMOVAL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Pattern LISTENING = Pattern.compile("listening on http://localhost:(\\d+)");

    private static final Pattern ERROR =
            Pattern.compile("^\\S+ ERROR .*|.*OutOfMemoryError.*|.*Exception in thread.*", Pattern.MULTILINE);

    private static final int ERRORS_MAX = 5;
    private static final int ERROR_CHARS_MAX = 300;
    private static final long KIB = 1024;

    private final Path directory;
    private final Process process;
    private final ShutdownHook hook;
    private int port;

    private ServerProcess(Path directory, Process process, ShutdownHook hook) {
        this.directory = directory;
        this.process = process;
        this.hook = hook;
    }

    /// Ends the server when this process ends. Registered before the server starts, so that none is left behind.
    private static final class ShutdownHook extends Thread {
        private Optional<ServerProcess> server = Optional.empty();
        private boolean ending;

        synchronized ServerProcess start(Path directory, ProcessBuilder builder) throws IOException {
            if (ending) {
                Files.deleteIfExists(directory);
                throw new IllegalStateException("this process is ending");
            }
            ServerProcess started = new ServerProcess(directory, builder.start(), this);
            server = Optional.of(started);
            return started;
        }

        @Override
        public void run() {
            Optional<ServerProcess> left;
            synchronized (this) {
                ending = true;
                left = server;
            }
            left.ifPresent(ServerProcess::end);
        }
    }

    /// Starts a server and waits until it listens.
    ///
    /// @param server the launcher, or a directory with `vestnik.jar`, which gets the flags of the launcher in its tree
    /// @param heap such as `256m`
    /// @throws IllegalStateException with the log when it does not start
    public static ServerProcess start(Path server, String heap) {
        ShutdownHook hook = new ShutdownHook();
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Path directory = Files.createTempDirectory("vestnik-attacks-");
            ProcessBuilder builder = new ProcessBuilder(command(server, heap))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_") || name.equals("CI"));
            builder.environment().put("VESTNIK_PORT", "0");
            builder.environment().put("VESTNIK_HOST", "127.0.0.1");
            builder.environment()
                    .put("VESTNIK_DATA_DIR", directory.resolve("data").toString());
            if (Files.isRegularFile(server)) {
                // The launcher has no flag for the heap; Java puts these before the launcher's.
                builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx" + heap);
            }
            ServerProcess started = hook.start(directory, builder);
            try {
                started.awaitListening();
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

    private void awaitListening() {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            Matcher listening = LISTENING.matcher(log());
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
                return;
            }
            Pause.of(TICK);
        }
        throw new IllegalStateException("the server does not start:\n" + log());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// `alive`, or the exit code.
    public String exit() {
        return process.isAlive() ? "alive" : "exit code " + process.exitValue();
    }

    /// The embedded database.
    public DatabaseAddress database() {
        return EmbeddedPostgres.join(directory.resolve("data"))
                .orElseThrow(() -> new IllegalStateException("the server has no embedded database"));
    }

    /// The peak of resident memory so far; empty on a system without `/proc`.
    public OptionalLong residentPeakBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /// Errors in the log. No client may cause one.
    public List<String> errors() {
        return ERROR.matcher(log())
                .results()
                .map(found -> found.group().length() > ERROR_CHARS_MAX
                        ? found.group().substring(0, ERROR_CHARS_MAX)
                        : found.group())
                .limit(ERRORS_MAX)
                .toList();
    }

    public String log() {
        try {
            return Files.readString(directory.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is shutting down, and the hook ends the server.
            return;
        }
        end();
    }

    private void end() {
        Optional<ProcessHandle> database = postmaster();
        process.destroy();
        if (!ended(process.toHandle())) {
            process.destroyForcibly();
        }
        // PostgreSQL keeps running if the server has died.
        database.filter(ProcessHandle::isAlive).ifPresent(postmaster -> {
            List<ProcessHandle> backends = postmaster.descendants().toList();
            postmaster.destroy();
            backends.forEach(ProcessHandle::destroy);
            if (!ended(postmaster)) {
                postmaster.destroyForcibly();
                backends.forEach(ProcessHandle::destroyForcibly);
            }
        });
        remove();
    }

    private Optional<ProcessHandle> postmaster() {
        try {
            Path file = directory.resolve("data/postgres/data/postmaster.pid");
            return ProcessHandle.of(
                    Long.parseLong(Files.readAllLines(file).getFirst().strip()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    /// Repeats, since a PostgreSQL that is being set up may create files for a moment after the server has ended.
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
