package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministrationTest {
    private static final String EMAIL = "alice@example.org";

    @TempDir
    private Path directory;

    @Test
    void the_operator_adds_an_account_with_a_piped_password_while_the_server_runs() throws Exception {
        try (ServerProcess server = Program.on(directory).start()) {
            assertThat(runWithInput(server, "a long password\n", "user", "add", EMAIL, "Alice"))
                    .contains("added ")
                    .endsWith("exit code 0");
            assertThat(server.run("user", "list").lines())
                    .contains("ID\tEMAIL\tUSERNAME\tSTATE\tNAME")
                    .anySatisfy(line -> assertThat(line).endsWith("\t" + EMAIL + "\t-\tactive\tAlice"))
                    .endsWith("exit code 0");

            assertThat(VestnikApi.at(server.address(), Transport.create())
                            .login(EMAIL, "a long password", null, "laptop")
                            .userId())
                    .isNotNull();
        }
    }

    /// Runs a command on the server's data, with a file as its standard input.
    private String runWithInput(ServerProcess server, String input, String... arguments)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("input"), input);
        List<String> words = new ArrayList<>(ServerProcess.program(arguments));
        words.add("--data-dir=" + server.data());
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectInput(file.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
        Process running = builder.start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit code " + running.waitFor();
    }
}
