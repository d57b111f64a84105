package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.faults.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands of the README literally; only the server's address is replaced.
class ReadmeTest {
    private static final Path README = Path.of("..", "..", "README.md");
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String MARK = "=== ";

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static List<String> calls;
    private static Map<String, String> environment;

    @BeforeAll
    static void make_the_ten_calls() throws IOException {
        server = Program.on(directory).start();
        assumeTrue(works("bash", "-c", "curl --version"), "skipped: the examples need bash and curl");
        StringBuilder script = new StringBuilder("set -e\n");
        for (String block : blocks("sh", "## The API in ten calls", "## Live")) {
            script.append("echo '").append(MARK).append("'\n").append(block);
        }
        script.append("echo \"$ADA\" > ada; echo \"$CHAT\" > chat\n");
        Path file = Files.writeString(directory.resolve("calls.sh"), script);
        String said = finished(process(Map.of(), "bash", file.toString()));
        calls = List.of(said.split(MARK + "\n"));
        assertThat(calls).as(said).hasSize(1 + 1 + 10);
        environment = Map.of("ADA", kept("ada"), "CHAT", kept("chat"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_ten_calls_return_the_documented_answers() {
        assertThat(call(2)).contains("\"email\":\"ada@example.org\"");
        assertThat(call(4)).contains("\"id\":1", "\"text\":\"Hello, Bob\"", "\"read\":false");
        assertThat(call(5)).contains("HTTP/1.1 200").containsIgnoringCase("Idempotent-Replayed: true");
        assertThat(call(5)).contains("\"id\":1");
        assertThat(call(6)).contains("\"total\":1");
        assertThat(call(7)).contains("\"replyTo\":1", "\"readUpTo\":1");
        assertThat(call(8)).contains("Hello, dear Bob", "\"editedAt\"", "\"read\":true");
        assertThat(call(9)).contains("\"kind\":\"group\"", "\"title\":\"Engines\"", "\"memberCount\":2");
        assertThat(call(10)).contains("\"complete\":true", "Hello, dear Bob", "How is the engine?");
        assertThat(calls).noneMatch(answer -> answer.contains("problem+json") || answer.contains("\"status\":4"));
    }

    @Test
    void the_javascript_sends() throws IOException {
        String node = finished(process(Map.of(), "bash", "-c", "node --version || true"));
        Matcher version = Pattern.compile("^v(\\d+)\\.(\\d+)").matcher(node);
        assumeTrue(
                version.find()
                        && (Integer.parseInt(version.group(1)) > 20
                                || (Integer.parseInt(version.group(1)) == 20
                                        && Integer.parseInt(version.group(2)) >= 10)),
                "skipped: the example needs Node 22, or 20.10 with its WebSocket switched on; here is: " + node);
        String script = blocks("js", "## Live", "## Web client and bot")
                .getFirst()
                .replace("ADA'S ACCESS TOKEN", environment.get("ADA"))
                .replace("THE CHAT'S ID", environment.get("CHAT"));
        Path file = Files.writeString(directory.resolve("hello.mjs"), script);
        List<String> command = new ArrayList<>(List.of("node"));
        if (Integer.parseInt(version.group(1)) < 22) {
            command.add("--experimental-websocket");
        }
        command.add(file.toString());
        Process running = process(environment, command.toArray(String[]::new));
        try (BufferedReader lines = running.inputReader(StandardCharsets.UTF_8)) {
            List<String> said = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("sent ")) {
                    break;
                }
            }
            assertThat(said).last().asString().contains("sent ", "Hello from JavaScript");
        } finally {
            running.destroy();
        }
    }

    @Test
    void the_python_sends() throws IOException {
        // The Python on the path may lack `websockets` although the Python of the distribution has it.
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(candidate -> works(candidate, "-c", "import websockets"))
                .findFirst();
        assumeTrue(
                python.isPresent(), "skipped: the example needs python3 with websockets (Debian's python3-websockets)");
        Path file = Files.writeString(
                directory.resolve("hello.py"),
                blocks("python", "## Live", "## Web client and bot").getFirst());

        assertThat(finished(process(environment, python.orElseThrow(), file.toString())))
                .contains("ready", "live", "sent", "Hello from Python");
    }

    @Test
    void the_java_sends() throws IOException {
        Path file = Files.writeString(
                directory.resolve("Hello.java"),
                blocks("java", "## Live", "## Web client and bot").getFirst());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(finished(process(environment, java, "-cp", System.getProperty("java.class.path"), file.toString())))
                .contains("sent ", "Hello from Java");
    }

    /// Returns the output of a call. The calls are counted from 1. Before their outputs, [#calls] contains an empty
    /// first part and the output of the block that defines the helper functions.
    private static String call(int number) {
        return calls.get(number + 1);
    }

    /// Returns the code blocks of a language between two headings, with the address of the running server.
    private static List<String> blocks(String language, String from, String to) throws IOException {
        String text = Files.readString(README);
        assertThat(text).contains("\n" + from + "\n", "\n" + to + "\n");
        Matcher block = BLOCK.matcher(text.substring(text.indexOf("\n" + from), text.indexOf("\n" + to)));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2)
                        .replace("localhost:8080", server.address().getAuthority()));
            }
        }
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    private static String kept(String name) throws IOException {
        return Files.readString(directory.resolve(name)).strip();
    }

    private static boolean works(String... command) {
        try {
            Process process = process(Map.of(), command);
            finished(process);
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process process(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String finished(Process process) throws IOException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return said;
    }
}
