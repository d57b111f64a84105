package io.vestnik.attacks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vestnik.attacks.kit.AttackOrder;
import io.vestnik.embedded.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Starts and controls the attacker, which is another Java process. If `taskset` exists, the process runs on one core.
/// It prints `ready`, reads `go` and `stop`, and prints its results, one per line.
public final class AttackerProcess implements AutoCloseable {
    public static final String READY = "ready";
    public static final String GO = "go";
    public static final String STOP = "stop";
    public static final String RESULT = "result ";

    /// The environment variable with the address of the server's database, in which attacks seed data. It is not an
    /// argument, since all users of the machine can read arguments.
    private static final String DATABASE_URL = "ATTACKS_DATABASE_URL";

    private static final String DATABASE_USER = "ATTACKS_DATABASE_USER";
    private static final String DATABASE_PASSWORD = "ATTACKS_DATABASE_PASSWORD";

    private static final String CORE = "0";
    private static final Duration PREPARATION_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(90);
    private static final String HEAP = "-Xmx1g";
    private static final String END = "";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Process process;
    private final Writer to;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private AttackerProcess(Process process) {
        this.process = process;
        this.to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("attacker-lines").start(this::listen);
    }

    static AttackerProcess start(String mainClass, AttackOrder order, DatabaseAddress database) {
        List<String> command = new ArrayList<>();
        taskset().ifPresent(taskset -> command.addAll(List.of(taskset.toString(), "-c", CORE)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(order.toArguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        DATABASE_URL,
                        database.jdbcUrl(),
                        DATABASE_USER,
                        database.user(),
                        DATABASE_PASSWORD,
                        database.password()));
        try {
            return new AttackerProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The database that the parent process passed to this process.
    public static DatabaseAddress database() {
        Map<String, String> environment = System.getenv();
        return new DatabaseAddress(
                environment.getOrDefault(DATABASE_URL, ""),
                environment.getOrDefault(DATABASE_USER, ""),
                environment.getOrDefault(DATABASE_PASSWORD, ""));
    }

    /// Describes on which cores the attacker runs, for the head of the table.
    public static String pinning() {
        return taskset().isPresent()
                ? "attacker pinned to core " + CORE
                : "attacker not pinned to a core (no taskset): it takes processor time from the server";
    }

    private static Optional<Path> taskset() {
        return Stream.of("/usr/bin/taskset", "/bin/taskset")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Waits until the attack is prepared.
    ///
    /// @throws IllegalStateException if the preparation failed
    void awaitReady() throws InterruptedException {
        String line = lines.poll(PREPARATION_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (!READY.equals(line)) {
            throw new IllegalStateException("the attack could not be prepared: " + line);
        }
    }

    void command(String line) {
        try {
            to.write(line + "\n");
            to.flush();
        } catch (IOException e) {
            // The attacker has ended. The caller notices this when the result is missing.
        }
    }

    /// Waits for the result, which contains `requests`, `answers` and `breaches`; empty if the process printed none.
    Optional<JsonNode> result() throws InterruptedException {
        String line = lines.poll(RESULT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (line == null || !line.startsWith(RESULT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(line.substring(RESULT.length())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Ends the attacker. If the process of the suite ends without this call, the input of the attacker ends, and the
    /// attacker ends too.
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void listen() {
        try (BufferedReader from = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process was ended, so its output cannot be read any more.
        }
        lines.add(END);
    }
}
