package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests signals and errors that end the program: its exit code, and that nothing that it started is left behind.
class StopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void a_signal_at_any_time_of_the_start_leaves_no_database() throws Exception {
        ServerProcess server = Program.onOwnData(directory);
        endsBy("TERM", 143, server.launch().awaitOutput("creating the database"));
        endsBy("INT", 130, server.launch().awaitOutput("starting PostgreSQL"));
        endsBy("TERM", 143, server.launch().awaitOutput("opening the store"));
        waitsForACommand(server);
        assertInterruptedBackupLeavesNoFile(server);
        endsBy("TERM", 143, server);
        assertInterruptedWithoutTrace("writing 1,000,000 messages", "demo", "--messages=1000000");
        assertInterruptedWithoutTrace("starting PostgreSQL", "backup", backup().toString());
        assertThat(filesOfBackup()).isEmpty();
    }

    /// Starts a server while a command has the data directory, which this process plays. The server waits, can be
    /// stopped meanwhile, and starts after the end of the command.
    private void waitsForACommand(ServerProcess server) throws Exception {
        Path lock = directory.resolve("data").resolve("postgres").resolve("lock");
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            assertThat(channel.tryLock()).isNotNull();
            channel.write(ByteBuffer.wrap("command".getBytes(StandardCharsets.US_ASCII)));
            endsBy("INT", 130, server.launch().awaitOutput("waiting for the command"));
            server.launch().awaitOutput("waiting for the command");
            assertThat(server.isAlive()).as(server.output()).isTrue();
        }
        server.awaitOutput("listening on");
        assertThat(server.isAlive()).as(server.output()).isTrue();
    }

    /// Interrupts a backup that has written its first tables, and waits for the lock of a later one.
    private void assertInterruptedBackupLeavesNoFile(ServerProcess server) throws Exception {
        DatabaseAddress at = EmbeddedPostgres.join(server.data()).orElseThrow();
        try (Connection connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table devices in access exclusive mode");
            // The server writes to another file.
            Path log = directory.resolve("log-of-backup");
            Process running = launch(log, "backup", backup().toString());
            try {
                awaitOutput(running, log, "users: 0 rows");
                assertThat(filesOfBackup()).hasSize(1);
                assertInterruptedWithoutTrace(running, log);
            } finally {
                running.destroyForcibly();
            }
        }
        assertThat(filesOfBackup()).isEmpty();
    }

    private Path backup() {
        return directory.resolve("backup");
    }

    /// The backup, complete or not.
    private List<Path> filesOfBackup() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "backup*")) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        }
    }

    /// Runs a command until its output contains a text, and interrupts it.
    private void assertInterruptedWithoutTrace(String text, String... arguments) throws Exception {
        Path log = directory.resolve("log");
        Process running = launch(log, arguments);
        try {
            awaitOutput(running, log, text);
            assertInterruptedWithoutTrace(running, log);
        } finally {
            running.destroyForcibly();
        }
        assertThat(PostgresProcess.below(directory)).isEmpty();
    }

    private Process launch(Path log, String... arguments) throws IOException {
        List<String> command = ServerProcess.program(arguments);
        command.add("--data-dir=" + directory.resolve("data"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void awaitOutput(Process running, Path log, String text) {
        await().atMost(PATIENCE)
                .until(() -> !running.isAlive() || Files.readString(log).contains(text));
    }

    private static void assertInterruptedWithoutTrace(Process running, Path log) throws Exception {
        signal(running.pid(), "INT");
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as(Files.readString(log)).isEqualTo(130);
        assertThat(Files.readString(log)).contains("stopping").doesNotContain("vestnik: ", "event=failed");
    }

    private void endsBy(String signal, int code, ServerProcess server) throws Exception {
        signal(server.pid(), signal);
        assertThat(server.exitCode()).as(server.output()).isEqualTo(code);
        assertThat(server.output()).contains("stopping").doesNotContain("vestnik: ", "failed");
        assertThat(PostgresProcess.below(directory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "KILL"})
    void a_killed_load_run_leaves_neither_server_nor_directory(String signal) throws Exception {
        Process load = load();
        try {
            await().atMost(PATIENCE)
                    .until(() ->
                            !load.isAlive() || !PostgresProcess.below(directory).isEmpty());
            signal(load.pid(), signal);
            leavesNothing(load);
        } finally {
            load.destroyForcibly();
        }
    }

    /// A terminal sends Ctrl+C to the whole process group: to the tool, its server and PostgreSQL at the same time.
    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(value = OS.LINUX, disabledReason = "setsid is missing")
    void ctrl_c_ends_a_load_run_and_leaves_neither_server_nor_directory(Phase phase) throws Exception {
        // setsid makes the tool the leader of a process group of its own, as a shell would.
        Process load = load("setsid");
        try {
            await().atMost(PATIENCE).until(() -> !load.isAlive() || isReached(phase));
            signal(-load.pid(), "INT");
            leavesNothing(load);
            assertThat(load.exitValue()).isEqualTo(130);
        } finally {
            kill(-load.pid(), "KILL");
        }
    }

    enum Phase {
        DIRECTORY_MADE,
        DATABASE_STARTED,
        RUN_BEGUN
    }

    private boolean isReached(Phase phase) throws IOException {
        return switch (phase) {
            case DIRECTORY_MADE -> !directoriesOfRuns().isEmpty();
            case DATABASE_STARTED -> !PostgresProcess.below(directory).isEmpty();
            case RUN_BEGUN -> Files.readString(directory.resolve("log")).contains("people register");
        };
    }

    /// Starts a run that would last five minutes; all its processes have the directory in their command line.
    private Process load(String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                "io.vestnik.bootstrap.Main",
                "load",
                "direct",
                "--people=2",
                "--duration=300"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void leavesNothing(Process load) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(load.isAlive()).isFalse();
            assertThat(processesOf(directory)).isEmpty();
            assertThat(directoriesOfRuns()).isEmpty();
        });
    }

    private static List<String> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(directory.toString()))
                .toList();
    }

    private List<Path> directoriesOfRuns() throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(directory, "vestnik-load-*")) {
            List<Path> found = new ArrayList<>();
            runs.forEach(found::add);
            return found;
        }
    }

    @Test
    void a_temporary_server_refuses_a_directory_with_data() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("kept"), "kept");
        ServerProcess server = Program.on(directory, "--temporary").launch();
        assertThat(server.exitCode()).isEqualTo(1);
        assertThat(server.output()).contains("is not empty, and a temporary server would delete it");
        assertThat(data.resolve("kept")).exists();
    }

    @Test
    void an_error_in_a_writer_ends_the_program_with_code_70() throws IOException {
        Path classes = directory.resolve("classes");
        // The broken class is one that only a writer uses.
        Path broken = Files.createDirectories(classes.resolve("io/vestnik/application/commit"))
                .resolve("BatchTransaction.class");
        Files.writeString(broken, "not a class");
        ServerProcess server = Program.on(directory).withClassesOf(classes).start();
        VestnikApi api = VestnikApi.at(server.address(), Transport.create());
        Session alice = api.register("Alice", "alice@example.org", "a long password", "laptop");
        UUID chat = api.as(alice)
                .createGroup("Group", List.of(), UUID.randomUUID())
                .chat()
                .id();

        assertThatThrownBy(() -> api.as(alice).post(chat, UUID.randomUUID(), "fails", null))
                .isInstanceOfAny(VestnikException.class, ConnectionLostException.class);
        assertThat(server.exitCode()).isEqualTo(70);
        assertThat(server.output())
                .contains("a fatal error ends the process with code 70: writer-", "java.lang.ClassFormatError");
        assertThat(PostgresProcess.below(directory)).isEmpty();

        try (ServerProcess repaired = Program.on(directory).start()) {
            VestnikApi again =
                    VestnikApi.at(repaired.address(), Transport.create()).as(alice);
            assertThat(again.post(chat, UUID.randomUUID(), "succeeds", null)
                            .message()
                            .id())
                    .isEqualTo(1);
        }
    }

    private static void signal(long pid, String signal) throws IOException, InterruptedException {
        assertThat(kill(pid, signal)).isZero();
    }

    /// @param pid the id of a process; a negative number is the id of a process group, negated
    private static int kill(long pid, String signal) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
                .start()
                .waitFor();
    }
}
