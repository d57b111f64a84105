package io.vestnik.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server for one run: a separate process without the rate limits that would distort a measurement, with a temporary
/// data directory that is deleted afterwards.
public final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

    /// The number of lines of output that are kept, enough for the message of a failed start.
    private static final int LINES_MAX = 20;

    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    /// The settings of the limits that would distort the measurement.
    private static final List<String> UNLIMITED = List.of(
            "VESTNIK_LIMIT_SENDS",
            "VESTNIK_LIMIT_REQUESTS",
            "VESTNIK_LIMIT_REGISTRATIONS",
            "VESTNIK_LIMIT_LOGINS",
            "VESTNIK_LIMIT_CHATS",
            "VESTNIK_LIMIT_CONNECTIONS",
            "VESTNIK_LIMIT_PENDING");

    private final Process process;
    private final URI address;
    private final Cleanup cleanup;
    private final Thread atEnd;

    private ServerProcess(Process process, URI address, Cleanup cleanup, Thread atEnd) {
        this.process = process;
        this.address = address;
        this.cleanup = cleanup;
        this.atEnd = atEnd;
    }

    /// Stops the server and deletes its directory, once. Handles a start that was interrupted at any point.
    private static final class Cleanup implements Runnable {
        private final Path directory;
        private @Nullable Process process;
        private boolean done;

        private Cleanup(Path directory) {
            this.directory = directory;
        }

        synchronized Process launch(ProcessBuilder builder) throws IOException {
            if (done) {
                throw new IllegalStateException("the program is ending");
            }
            Process launched = builder.start();
            process = launched;
            return launched;
        }

        @Override
        public synchronized void run() {
            if (done) {
                return;
            }
            done = true;
            try {
                if (process != null) {
                    process.destroy();
                    if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                        process.destroyForcibly().waitFor();
                    }
                }
                Directories.remove(directory);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Starts a server and waits until it listens.
    ///
    /// @param command the command that starts the server. This method removes the inherited `VESTNIK_…` variables, sets
    ///     the variables of the run, and adds the flag `--temporary`. With this flag the server ends and deletes its
    ///     directory even if this process is killed
    /// @param settings further variables, which override the variables that the run sets
    /// @throws LoadFailedException if the server does not start; the message contains the last lines of its output
    public static ServerProcess start(List<String> command, Map<String, String> settings) {
        try {
            Path directory = Files.createTempDirectory("vestnik-load-");
            List<String> temporary = new ArrayList<>(command);
            temporary.add("--temporary");
            ProcessBuilder builder = new ProcessBuilder(temporary).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            // Variables that were set for another server, such as the address of its database, must not affect the new
            // server.
            environment.keySet().removeIf(name -> name.startsWith("VESTNIK_"));
            environment.put("VESTNIK_PORT", "0");
            environment.put("VESTNIK_HOST", "127.0.0.1");
            environment.put("VESTNIK_DATA_DIR", directory.toString());
            UNLIMITED.forEach(limit -> environment.put(limit, "0"));
            environment.putAll(settings);
            return started(builder, new Cleanup(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a server: " + e.getMessage(), e);
        }
    }

    private static ServerProcess started(ProcessBuilder builder, Cleanup cleanup) throws IOException {
        // Ctrl+C ends the load tool, and must leave neither the server nor its directory, even during the start.
        Thread atEnd = new Thread(cleanup, "stop-the-server");
        try {
            Runtime.getRuntime().addShutdownHook(atEnd);
            Process process = cleanup.launch(builder);
            return new ServerProcess(process, listening(process), cleanup, atEnd);
        } catch (IOException | RuntimeException e) {
            cleanup.run();
            withdraw(atEnd);
            throw e;
        }
    }

    /// The command that starts this program's `serve`, with the same Java, JVM flags and class path.
    public static List<String> sameCommand(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), "serve"));
        return command;
    }

    /// The server's address and process id.
    public Target target() {
        return new Target(address, OptionalLong.of(process.pid()));
    }

    /// Stops the server and deletes its directory.
    @Override
    public void close() {
        cleanup.run();
        withdraw(atEnd);
    }

    private static void withdraw(Thread atEnd) {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // The program is ending. The hook also runs, and finds nothing to do.
        }
    }

    private static URI listening(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Deque<String> last = new ConcurrentLinkedDeque<>();
        Thread.ofVirtual().name("vestnik-load-server-output").start(() -> readOutput(process, address, last));
        try {
            return address.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LoadFailedException("the server did not start: " + String.join("; ", last), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server started", e);
        }
    }

    /// Reads the output to its end, so that a full pipe never blocks the server.
    ///
    /// @param last receives the last lines before the address is printed
    private static void readOutput(Process process, CompletableFuture<URI> address, Deque<String> last) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = LISTENING.matcher(line);
                if (found.find()) {
                    address.complete(URI.create(found.group(1)));
                } else if (!address.isDone()) {
                    last.add(line);
                    if (last.size() > LINES_MAX) {
                        last.remove();
                    }
                }
            }
            address.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }
}
