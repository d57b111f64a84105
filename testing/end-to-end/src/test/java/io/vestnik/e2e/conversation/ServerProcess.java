package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The program on one data directory and one port; can be started repeatedly.
final class ServerProcess implements RunningServer {
    /// A start takes seconds, and many more on a machine that builds at the same time.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /// Where [io.vestnik.embedded.EmbeddedPostgres#temporary] unpacks the programs.
    private static final Path PROGRAMS = Path.of("target", "postgres").toAbsolutePath();

    private final Path directory;
    private final int port;
    private final List<String> flags;
    private String jvmFlags = "";
    private List<String> prefix = List.of();
    private String classPath = System.getProperty("java.class.path");
    private @Nullable Process process;

    /// @param flags settings in addition to those of every test
    ServerProcess(Path directory, String... flags) {
        this.directory = directory;
        this.flags = List.of(flags);
        this.port = freePort();
    }

    /// Adds a flag of the JVM.
    ServerProcess jvm(String more) {
        jvmFlags = more;
        return this;
    }

    /// Lets the classes of this directory hide those of the program.
    ServerProcess withClassesOf(Path classes) {
        classPath = classes + File.pathSeparator + classPath;
        return this;
    }

    /// Sets a limit on open files, as `ulimit -n` does.
    ServerProcess withOpenFiles(int count) {
        prefix = List.of("/bin/sh", "-c", "ulimit -n " + count + "; exec \"$@\"", "sh");
        return this;
    }

    @Override
    public ServerProcess start() {
        launch();
        awaitOutput("listening on");
        assertThat(output()).contains("listening on http://localhost:" + port);
        return this;
    }

    /// Starts the process without waiting.
    ServerProcess launch() {
        Path log = directory.resolve("log");
        try {
            Files.deleteIfExists(log);
            providePrograms();
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    "io.vestnik.bootstrap.Main",
                    "--port=" + port,
                    "--host=127.0.0.1",
                    "--limit-sends=0",
                    "--data-dir=" + directory.resolve("data")));
            command.addAll(flags);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
            builder.environment().put("JDK_JAVA_OPTIONS", jvmFlags);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Waits until the output contains a text, or until the process has ended.
    ServerProcess awaitOutput(String text) {
        Process started = running();
        await().atMost(PATIENCE).pollInterval(LOOK_EVERY).until(() -> !started.isAlive() || output().contains(text));
        return this;
    }

    /// Links the programs of PostgreSQL that the tests have unpacked: unpacking them again takes seconds.
    private void providePrograms() throws IOException {
        Path home = Files.createDirectories(data().resolve("postgres"));
        if (!Files.isDirectory(PROGRAMS) || !programsIn(home).isEmpty()) {
            return;
        }
        for (Path programs : programsIn(PROGRAMS)) {
            Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
        }
    }

    private static List<Path> programsIn(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(directory, "binaries-*")) {
            programs.forEach(found::add);
        }
        return found;
    }

    /// Runs another command of the program on the same data directory and waits for its end.
    ///
    /// @return its output, with its exit code at the end
    String run(String... command) {
        return run(data(), command);
    }

    /// Like [#run(String...)], on another data directory.
    static String run(Path data, String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.vestnik.bootstrap.Main"));
        line.addAll(List.of(command));
        line.add("--data-dir=" + data);
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
            Process running = builder.start();
            String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            awaitEnd(running);
            return said + "exit code " + running.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The id of the running process.
    long pid() {
        return running().pid();
    }

    /// Asks the process to stop, without waiting for its end.
    void askToStop() {
        running().destroy();
    }

    /// Waits for the end of the process and returns its exit code.
    int exitCode() {
        awaitEnd(running());
        return running().exitValue();
    }

    /// The data directory.
    Path data() {
        return directory.resolve("data");
    }

    /// Kills only Java; its PostgreSQL keeps running.
    void killJava() {
        Process running = running();
        running.destroyForcibly();
        awaitEnd(running);
    }

    /// Kills Java and its PostgreSQL, as a power cut would.
    void killAll() {
        ProcessHandle database = database();
        killJava();
        stopAtOnce(database);
    }

    @Override
    public void stop() {
        Process running = running();
        running.destroy();
        awaitEnd(running);
    }

    @Override
    public String output() {
        try {
            Path log = directory.resolve("log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The PostgreSQL of this process.
    ProcessHandle database() {
        return databaseIn(directory.resolve("data"));
    }

    /// Stops a PostgreSQL immediately, with all its running transactions.
    static void stopAtOnce(ProcessHandle database) {
        List<ProcessHandle> backends = database.descendants().toList();
        database.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> !database.isAlive());
    }

    /// The PostgreSQL servers that run on data below a directory.
    static List<ProcessHandle> databasesBelow(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("/postgres -D " + directory))
                        .isPresent())
                .toList();
    }

    /// The PostgreSQL that runs on a data directory.
    static ProcessHandle databaseIn(Path data) {
        try (var files = Files.walk(data)) {
            Path pidFile = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private static void awaitEnd(Process running) {
        try {
            assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
        try {
            for (Path programs : programsIn(data().resolve("postgres"))) {
                if (Files.isSymbolicLink(programs)) {
                    Files.delete(programs);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
