package io.vestnik.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server for one run: a separate process with a temporary directory and without rate limits, removed afterwards.
public final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    /// The limits that would distort the measurement.
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

    /// Stops a server and removes its directory, once.
    private static final class Cleanup implements Runnable {
        private final Process process;
        private final Path directory;
        private boolean done;

        private Cleanup(Process process, Path directory) {
            this.process = process;
            this.directory = directory;
        }

        @Override
        public synchronized void run() {
            if (done) {
                return;
            }
            done = true;
            process.destroy();
            try {
                if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                remove(directory);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Starts a server and waits until it listens.
    ///
    /// @param command the command to run; it is configured by `VESTNIK_…` variables alone
    /// @param settings further variables, which override those of the run
    /// @throws IllegalStateException if the server does not start, with its last output
    public static ServerProcess start(List<String> command, Map<String, String> settings) {
        try {
            Path directory = Files.createTempDirectory("vestnik-load-");
            Path errors = directory.resolve("stderr.log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            Map<String, String> environment = builder.environment();
            // Variables that are set for another server, such as its database, must not affect this run.
            environment.keySet().removeIf(name -> name.startsWith("VESTNIK_"));
            environment.put("VESTNIK_PORT", "0");
            environment.put("VESTNIK_HOST", "127.0.0.1");
            environment.put("VESTNIK_DATA_DIR", directory.resolve("data").toString());
            UNLIMITED.forEach(limit -> environment.put(limit, "0"));
            environment.putAll(settings);
            return started(builder, directory, errors);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a server: " + e.getMessage(), e);
        }
    }

    private static ServerProcess started(ProcessBuilder builder, Path directory, Path errors) throws IOException {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            remove(directory);
            throw e;
        }
        Cleanup cleanup = new Cleanup(process, directory);
        // Ctrl+C ends the load tool and must leave neither a server nor its directory.
        Thread atEnd = new Thread(cleanup, "stop-the-server");
        Runtime.getRuntime().addShutdownHook(atEnd);
        try {
            return new ServerProcess(process, listening(process, errors), cleanup, atEnd);
        } catch (IOException | RuntimeException e) {
            cleanup.run();
            throw e;
        }
    }

    /// The command that runs this program's `serve` for a run: the same Java, flags and class path.
    public static List<String> likeThisOne(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), "serve"));
        return command;
    }

    /// The server's address and its process.
    public Target target() {
        return new Target(address, OptionalLong.of(process.pid()));
    }

    /// Stops the server and removes its directory.
    @Override
    public void close() {
        cleanup.run();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // The program is ending already: the hook runs, and finds nothing left to do.
        }
    }

    private static URI listening(Process process, Path errors) throws IOException {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread.ofVirtual().name("vestnik-load-server-output").start(() -> readOutput(process, address));
        try {
            return address.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not start: " + tail(errors), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server started", e);
        }
    }

    /// Reads to the end, so that a full pipe never blocks the server.
    private static void readOutput(Process process, CompletableFuture<URI> address) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = LISTENING.matcher(line);
                if (found.find()) {
                    address.complete(URI.create(found.group(1)));
                } else if (!address.isDone()) {
                    said.append(line).append('\n');
                }
            }
            address.completeExceptionally(new IOException("it ended; its output: " + said));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }

    private static String tail(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static void remove(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, IOException failure) throws IOException {
                    Files.deleteIfExists(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }
}
