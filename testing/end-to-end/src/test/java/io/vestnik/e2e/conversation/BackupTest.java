package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestnik.client.Message;
import io.vestnik.client.Recorder;
import io.vestnik.client.Transport;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    /// The length of the record at the end of a zip without a comment.
    private static final int ZIP_END_BYTES = 22;

    @TempDir
    private Path directory;

    private final Epochs epochs = new Epochs();
    private final Transport transport = Transport.create().recordedBy(epochs);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void a_restored_backup_has_all_data_and_a_new_epoch() throws IOException {
        ServerProcess server = opened(
                Program.on(Files.createDirectory(directory.resolve("one"))).start());
        Person alice = opened(Person.registers(server.address(), transport, "Alice"));
        Person bob = opened(Person.registers(server.address(), transport, "Bob"));
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "before\twith a tab, a \\ and\na new line").join();
        bob.sees(chat, "before\twith a tab, a \\ and\na new line");
        bob.reads(chat, 1);
        alice.seesReadByEveryone(chat, 1);
        List<Message> then = bob.history(chat);
        String bobsEmail = bob.api().me().email();
        Path file = directory.resolve("vestnik.backup");

        assertThat(server.run("backup", file.toString()))
                .contains("messages: 1 rows")
                .endsWith("exit code 0");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        Path streamed = directory.resolve("streamed.backup");
        assertThat(run(server.data(), Optional.empty(), streamed, "backup", "-"))
                .contains("messages: 1 rows", "wrote the backup to the standard output")
                .endsWith("exit code 0");
        assertIsZipOnly(streamed);
        alice.sends(chat, "after").join();
        assertThat(server.run("backup", file.toString()))
                .contains("is there already")
                .endsWith("exit code 1");
        assertThat(server.run("backup", "--restore", file.toString()))
                .contains("stop it first")
                .endsWith("exit code 1");
        alice.close();
        bob.close();
        server.stop();
        assertThat(server.run("backup", "--restore", file.toString()))
                .contains("holds data already")
                .endsWith("exit code 1");

        Path elsewhere = Files.createDirectory(directory.resolve("two"));
        assertThat(ServerProcess.run(
                        elsewhere.resolve("data"),
                        "backup",
                        directory.resolve("new").toString()))
                .contains("there is no database in")
                .endsWith("exit code 1");
        Path output = directory.resolve("output");
        assertThat(run(elsewhere.resolve("data"), Optional.of(streamed), output, "backup", "--restore", "-"))
                .endsWith("exit code 0");
        assertThat(output).content().contains("messages: 1 rows", "restored the backup from the standard input");
        ServerProcess restored = opened(Program.on(elsewhere).start());
        Person bobAgain = opened(Person.logsIn(restored.address(), transport, bobsEmail, "a long password"));

        assertThat(bobAgain.history(chat)).isEqualTo(then);
        Person carol = opened(Person.registers(restored.address(), transport, "Carol"));
        UUID next = bobAgain.opensAChatWith(carol);
        bobAgain.sends(next, "life goes on").join();
        carol.sees(next, "life goes on");
        assertThat(epochs.seen()).hasSize(2);
    }

    /// Asserts that a file begins with the first entry of a zip and ends with the end record, so that it contains no
    /// other output.
    private static void assertIsZipOnly(Path file) throws IOException {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).startsWith("PK\u0003\u0004");
        assertThat(bytes.lastIndexOf("PK\u0005\u0006")).isEqualTo(bytes.length() - ZIP_END_BYTES);
    }

    /// Runs a command with redirected streams.
    ///
    /// @return what the command wrote to its error output, with the exit code at the end
    private static String run(Path data, Optional<Path> input, Path output, String... arguments) throws IOException {
        List<String> words = ServerProcess.program(arguments);
        words.add("--data-dir=" + data);
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
        input.ifPresent(from -> builder.redirectInput(from.toFile()));
        Process running = builder.start();
        String errors = new String(running.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return errors + "exit code " + running.onExit().join().exitValue();
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    /// Records the epochs in `ready` frames.
    private static final class Epochs implements Recorder {
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final List<String> problems = new CopyOnWriteArrayList<>();

        @Override
        public void frameReceived(String text) {
            FrameSchemas.problemFromServer(text).ifPresent(problems::add);
            try {
                var frame = new ObjectMapper().readTree(text);
                if (frame.path("type").asText().equals("ready")) {
                    seen.add(frame.get("epoch").asText());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        List<String> seen() {
            assertThat(problems).as("frames as described").isEmpty();
            return seen.stream().distinct().toList();
        }
    }
}
