package io.vestnik.faults;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The program as a process on one directory: `data` for its data and `log` for its output. It can be stopped, killed
/// and started repeatedly. It does not outlive this process. Not thread-safe.
public final class ServerProcess implements RunningServer {
    private static final String MAIN = "io.vestnik.bootstrap.Main";
    private static final String CLASS_PATH = "-cp";

    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    /// The class path of this process without the directories of tests, because an archive of classes cannot be used
    /// with directories.
    private static final String CLASSES = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));

    /// The maximum time of a start. A start takes seconds, but much longer on a machine that builds at the same time.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Pattern LISTENING = Pattern.compile("listening on http://localhost:(\\d+)");

    private final Path directory;
    private final List<String> command;
    private final List<String> flags;
    private final Map<String, String> environment = new TreeMap<>();
    private final Thread atEnd = new Thread(this::end, "stop-the-server");
    private Optional<Path> programs = Optional.empty();
    private String host = "127.0.0.1";
    private int port;
    private boolean ending;
    private boolean guarded;
    private @Nullable Process process;

    private ServerProcess(Path directory, int port, List<String> command, List<String> flags) {
        this.directory = directory;
        this.port = port;
        this.command = new ArrayList<>(command);
        this.flags = flags;
    }

    /// Makes a server from the class path of this process. Its port stays the same after every start.
    ///
    /// @param flags settings in addition to the port, the host and the data directory
    public static ServerProcess ofClassPath(Path directory, String... flags) {
        return new ServerProcess(directory, freePort(), program(), List.of(flags));
    }

    /// Makes a server of another build, which listens on a free port.
    ///
    /// @param command the command that starts the server; the flags of the settings are appended
    public static ServerProcess ofCommand(Path directory, List<String> command) {
        return new ServerProcess(directory, freePort(), command, List.of());
    }

    /// Returns the command line of the program on the class path of this process.
    public static List<String> program(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                CLASS_PATH,
                CLASSES,
                MAIN));
        words.addAll(List.of(arguments));
        return words;
    }

    /// Adds flags of the JVM, separated by spaces.
    public ServerProcess jvm(String more) {
        environment.put("JDK_JAVA_OPTIONS", more);
        return this;
    }

    /// Sets a variable of the environment of the process.
    public ServerProcess environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Lets the classes of this directory replace classes of the program.
    public ServerProcess withClassesOf(Path classes) {
        // An archive belongs to one class path.
        command.removeIf(word -> word.startsWith(ARCHIVE));
        command.replaceAll(word -> word.equals(CLASSES) ? classes + File.pathSeparator + word : word);
        return this;
    }

    /// Lets the server write an archive of its classes when it stops. It writes none if the class path contains
    /// directories, as in a development environment.
    public ServerProcess writingClassArchive(Path archive) {
        return withFlags("-XX:ArchiveClassesAtExit=" + archive);
    }

    /// Lets the server load its classes from an archive, if the file exists. This makes a start faster.
    public ServerProcess withClassArchive(Path archive) {
        return Files.exists(archive) ? withFlags(ARCHIVE + archive) : this;
    }

    private ServerProcess withFlags(String archive) {
        command.addAll(command.indexOf(CLASS_PATH), List.of(archive, "-Xlog:disable"));
        return this;
    }

    /// Sets a limit on open files, as `ulimit -n` does.
    public ServerProcess withOpenFiles(int count) {
        command.addAll(0, List.of("/bin/sh", "-c", "ulimit -n " + count + "; exec \"$@\"", "sh"));
        return this;
    }

    /// Lets other machines reach the server after its next start.
    public ServerProcess onAllInterfaces() {
        host = "0.0.0.0";
        return this;
    }

    /// Lets the server use the programs of PostgreSQL in this directory, through links in its data directory. If the
    /// directory contains none, the server unpacks the programs at its start, which takes seconds.
    public ServerProcess withProgramsOf(Path unpacked) {
        programs = Optional.of(unpacked).filter(Files::isDirectory);
        return this;
    }

    /// @throws IllegalStateException if the server does not start; the message contains the output
    @Override
    public ServerProcess start() {
        launch();
        awaitOutput("listening on");
        Matcher listening = LISTENING.matcher(output());
        if (!listening.find() || (port != 0 && port != Integer.parseInt(listening.group(1)))) {
            throw new IllegalStateException("the server does not start:\n" + output());
        }
        port = Integer.parseInt(listening.group(1));
        return this;
    }

    /// Starts the process without waiting.
    public ServerProcess launch() {
        try {
            Files.deleteIfExists(log());
            providePrograms();
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--port=" + port, "--host=" + host, "--data-dir=" + data()));
            words.addAll(flags);
            ProcessBuilder builder = builder(words).redirectOutput(log().toFile());
            builder.environment().putAll(environment);
            launch(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private synchronized void launch(ProcessBuilder builder) throws IOException {
        if (ending) {
            throw new IllegalStateException("this process is ending");
        }
        if (!guarded) {
            // The hook is added before the start, so that no server is left behind.
            Runtime.getRuntime().addShutdownHook(atEnd);
            guarded = true;
        }
        process = builder.start();
    }

    /// Makes a process without the environment variables of another server, such as the address of its database.
    private static ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_") || name.equals("CI"));
        return builder;
    }

    /// Waits until the output contains a text, or until the process has ended.
    public ServerProcess awaitOutput(String text) {
        Process started = running();
        await().atMost(PATIENCE).pollInterval(POLL_INTERVAL).until(() -> !started.isAlive() || output().contains(text));
        return this;
    }

    private void providePrograms() throws IOException {
        if (programs.isEmpty()) {
            return;
        }
        Path home = Files.createDirectories(data().resolve("postgres"));
        if (programsIn(home).isEmpty()) {
            for (Path each : programsIn(programs.get())) {
                Files.createSymbolicLink(home.resolve(each.getFileName()), each);
            }
        }
    }

    private static List<Path> programsIn(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> programs = Files.newDirectoryStream(directory, "binaries-*")) {
                programs.forEach(found::add);
            }
        }
        return found;
    }

    /// Runs another command of the program on the same data directory and waits for its end.
    ///
    /// @return the output of the command, with the exit code at the end
    public String run(String... arguments) {
        return run(data(), arguments);
    }

    /// Like [#run(String...)], but on the data directory `data`.
    public static String run(Path data, String... arguments) {
        List<String> words = program(arguments);
        words.add("--data-dir=" + data);
        try {
            Process running = builder(words).start();
            String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            awaitEnd(running);
            return text + "exit code " + running.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The id of the running process.
    public long pid() {
        return running().pid();
    }

    /// Asks the process to stop, without waiting for its end.
    public void askToStop() {
        running().destroy();
    }

    /// Waits for the end of the process and returns its exit code.
    public int exitCode() {
        awaitEnd(running());
        return running().exitValue();
    }

    /// The data directory.
    public Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("log");
    }

    /// Kills only the Java process. The PostgreSQL of the server keeps running.
    public void killJava() {
        Process running = running();
        running.destroyForcibly();
        awaitEnd(running);
    }

    /// Kills the Java process and the PostgreSQL of the server, as a power cut would.
    public void killAll() {
        PostgresProcess database = database();
        killJava();
        database.kill();
    }

    @Override
    public void stop() {
        Process running = running();
        running.destroy();
        awaitEnd(running);
    }

    /// The output. Bytes that are not UTF-8 appear as U+FFFD.
    @Override
    public String output() {
        try {
            return Files.exists(log()) ? new String(Files.readAllBytes(log()), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The PostgreSQL server of this process.
    public PostgresProcess database() {
        return PostgresProcess.in(data());
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
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process " + running.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Finds a port on which nothing listens at the moment, and which no outgoing connection takes.
    public static int freePort() {
        return FreePorts.find();
    }

    /// Stops the process if it runs. Its data and its output stay.
    ///
    /// @throws IllegalStateException if the process did not end in time; it is killed in this case
    @Override
    public void close() {
        try {
            if (isAlive()) {
                stop();
            }
        } finally {
            if (isAlive()) {
                running().destroyForcibly();
            }
            withdraw();
            removeLinks();
        }
    }

    private void removeLinks() {
        try {
            for (Path linked : programsIn(data().resolve("postgres"))) {
                if (Files.isSymbolicLink(linked)) {
                    Files.delete(linked);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void withdraw() {
        if (guarded && !ending) {
            try {
                Runtime.getRuntime().removeShutdownHook(atEnd);
            } catch (IllegalStateException e) {
                // This process is ending, so the hook has nothing left to do.
                return;
            }
            guarded = false;
        }
    }

    /// Stops the server at the end of this process.
    private synchronized void end() {
        ending = true;
        if (process != null) {
            process.destroy();
        }
    }
}
