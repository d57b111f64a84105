package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.client.Message;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.faults.ServerProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String MARK = "=== ";
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final Path CLONE = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// How often the blocks are pasted into each shell.
    private static final int PASTES = 2;
    /// The ten calls, and before them the helper functions.
    private static final int BLOCKS = 11;

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Pasted bash;
    private static Map<String, String> environment;

    @BeforeAll
    static void paste_the_ten_calls_into_bash() throws IOException {
        server = Program.on(directory).start();
        assumeTrue(works("bash", "-c", "curl --version"), "skipped: the examples need bash and curl");
        // As in an interactive shell, an exclamation mark may recall an earlier command.
        bash = paste("set -o history -o histexpand; unset HISTFILE\n", "bash", "--norc", "--noprofile");
        environment = Map.of("ADA", kept("ada"), "CHAT", kept("chat"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_ten_calls_return_the_documented_answers() {
        assertThat(bash.call(0, 1)).contains("accessToken").doesNotContain("email_taken");
        assertThat(bash.call(0, 2)).contains("\"email\":\"ada@example.org\"");
        assertThat(bash.call(0, 4)).contains("\"id\":1", "\"text\":\"Hello, Bob\"", "\"read\":false");
        assertThat(bash.call(0, 5)).contains("HTTP/1.1 200").containsIgnoringCase("Idempotent-Replayed: true");
        assertThat(bash.call(0, 5)).contains("\"id\":1");
        assertThat(bash.call(0, 6)).contains("\"total\":1");
        assertThat(bash.call(0, 7)).contains("\"replyTo\":1", "\"readUpTo\":1");
        assertThat(bash.call(0, 8)).contains("Hello, dear Bob", "\"editedAt\"", "\"read\":true");
        assertThat(bash.call(0, 9)).contains("\"kind\":\"group\"", "\"title\":\"Engines\"", "\"memberCount\":2");
        assertThat(bash.call(0, 10)).contains("\"complete\":true", "Hello, dear Bob", "How is the engine?");
        assertThat(bash.output(0)).noneMatch(ReadmeTest::isProblem);
    }

    @Test
    void a_second_paste_into_bash_finds_the_accounts_and_succeeds() {
        assertThat(bash.errors()).doesNotContain("not found", "syntax error");
        assertFindsTheAccountsAndSucceeds(bash, 1);
    }

    @Test
    void both_pastes_into_zsh_find_the_accounts_and_succeed() throws IOException {
        assumeTrue(works("zsh", "--version"), "skipped: zsh is missing");
        // -f: the default options, with which an interactive zsh knows no comments; +m: leave the terminal alone.
        Pasted zsh = paste("", "zsh", "-f", "-i", "+m", "+o", "promptsp", "+o", "promptcr");

        assertThat(zsh.errors()).doesNotContain("not found", "no matches", "parse error");
        for (int round = 0; round < PASTES; round++) {
            assertFindsTheAccountsAndSucceeds(zsh, round);
        }
    }

    private static void assertFindsTheAccountsAndSucceeds(Pasted pasted, int round) {
        assertThat(pasted.call(round, 1).split("\"code\":\"email_taken\"", -1)).hasSize(1 + 2);
        assertThat(pasted.call(round, 2)).contains("\"email\":\"ada@example.org\"");
        assertThat(pasted.call(round, 5)).contains("HTTP/1.1 200");
        assertThat(pasted.call(round, 10)).contains("\"complete\":true", "Hello, dear Bob");
        List<String> calls = new ArrayList<>(pasted.output(round));
        calls.remove(pasted.call(round, 1));
        assertThat(calls).noneMatch(ReadmeTest::isProblem);
    }

    private static boolean isProblem(String answer) {
        return answer.contains("problem+json") || answer.contains("\"status\":4") || answer.contains("\"status\":5");
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
        String source = blocks("java", "## Live", "## Web client and bot").getFirst();
        Files.writeString(directory.resolve("Hello.java"), source);
        String command = blocks("sh", "## Live", "## Web client and bot").getFirst();

        assertThat(finished(inTheClone(command).start())).contains("sent ", "Hello from Java");
    }

    @Test
    void the_java_bot_of_the_examples_answers() throws IOException {
        VestnikApi api = VestnikApi.at(server.address(), Transport.create());
        Session bot = api.register("Bot", "bot@example.org", "a long password", "bot");
        VestnikApi ada = api.as(api.login("ada@example.org", "correct horse", null, "java"));
        UUID chat = ada.openDirect(bot.userId()).chat().id();
        ada.post(chat, UUID.randomUUID(), "Is the engine running?", null);
        Path log = directory.resolve("bot.log");
        String command = example("examples.bot.Bot").replace("THE PASSWORD", "a long password");
        Process running = inTheClone(command).redirectOutput(log.toFile()).start();
        try {
            await().atMost(PATIENCE)
                    .until(() ->
                            !running.isAlive() || ada.newest(chat, 10).items().size() > 1);
            assertThat(ada.newest(chat, 10).items())
                    .as(Files.readString(log))
                    .extracting(Message::text)
                    .contains("IS THE ENGINE RUNNING?!");
        } finally {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
        }
    }

    @Test
    void the_embedding_example_runs_in_memory() throws IOException {
        Process running = inTheClone(example("examples.embedding.BookClub")).start();

        assertThat(finished(running)).contains("restart").doesNotContain("Exception", "DEBUG");
        assertThat(running.exitValue()).isZero();
    }

    /// Returns the command of the examples that runs a class.
    private static String example(String type) throws IOException {
        return blocks(Files.readString(CLONE.resolve(Path.of("examples", "README.md"))), "sh").stream()
                .filter(block -> block.contains("io.vestnik." + type))
                .findFirst()
                .orElseThrow();
    }

    /// Makes a process of a command that is to be executed in the root of a clone. It is executed in a directory that
    /// links to what was built, with the java of this test.
    private static ProcessBuilder inTheClone(String command) throws IOException {
        assumeTrue(Files.isDirectory(CLONE.resolve(Path.of("bootstrap", "target", "vestnik", "lib"))), "not built");
        for (String module : List.of("bootstrap", "examples", "adapter-memory")) {
            Path link = directory.resolve(module);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, CLONE.resolve(module));
            }
        }
        return builder(withJava(environment), "sh", "-c", command);
    }

    /// Adds the JDK of this test at the beginning of the path.
    private static Map<String, String> withJava(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("PATH", Path.of(JAVA_HOME, "bin") + File.pathSeparator + System.getenv("PATH"));
        return all;
    }

    /// The outputs of the ten calls in one shell.
    ///
    /// @param parts the output of each block; before them the output of the shell's start, which is empty
    /// @param errors the standard error of the shell
    private record Pasted(List<String> parts, String errors) {
        /// The outputs of one paste: of the helper functions and of the ten calls.
        List<String> output(int round) {
            return parts.subList(1 + round * BLOCKS, 1 + (round + 1) * BLOCKS);
        }

        /// The output of a call. The calls are counted from 1, the pastes from 0.
        String call(int round, int number) {
            return output(round).get(number);
        }
    }

    /// Pastes the ten calls into a shell, [#PASTES] times, and stores the access token and the chat in files.
    private static Pasted paste(String before, String... shell) throws IOException {
        StringBuilder script = new StringBuilder(before);
        for (int round = 0; round < PASTES; round++) {
            for (String block : blocks("sh", "## The API in ten calls", "## Live")) {
                script.append("echo '").append(MARK).append("'\n").append(block);
            }
        }
        script.append("echo \"$ADA\" > ada; echo \"$CHAT\" > chat\n");
        Path errors = directory.resolve("errors");
        Path calls = Files.writeString(directory.resolve("calls"), script);
        Process running = builder(Map.of(), shell)
                .redirectErrorStream(false)
                .redirectInput(calls.toFile())
                .redirectError(errors.toFile())
                .start();
        String said = finished(running);
        String problems = Files.readString(errors);
        List<String> parts = List.of(said.split(MARK + "\n", -1));
        assertThat(parts).as(said + problems).hasSize(1 + PASTES * BLOCKS);
        return new Pasted(parts, problems);
    }

    /// Returns the code blocks of a language between two headings, with the address of the running server.
    private static List<String> blocks(String language, String from, String to) throws IOException {
        String text = Files.readString(CLONE.resolve("README.md"));
        assertThat(text).contains("\n" + from + "\n", "\n" + to + "\n");
        return blocks(text.substring(text.indexOf("\n" + from), text.indexOf("\n" + to)), language);
    }

    private static List<String> blocks(String text, String language) {
        Matcher block = BLOCK.matcher(text);
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
        return builder(environment, command).start();
    }

    private static ProcessBuilder builder(Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    private static String finished(Process process) throws IOException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return said;
    }
}
