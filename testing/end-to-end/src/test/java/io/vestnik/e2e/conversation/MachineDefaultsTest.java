package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the program on a machine with digits, a zone and a charset that differ from those of most machines. To test
/// the libraries on such a machine, run other tests with the same flags.
class MachineDefaultsTest {
    private static final String PERSIAN =
            "-Duser.language=fa -Duser.country=IR -Duser.timezone=Asia/Calcutta -Dfile.encoding=ISO-8859-1";

    @TempDir
    private Path directory;

    @Test
    void passwords_chats_and_logs_are_independent_of_the_machine() {
        try (ServerProcess server = Program.onOwnData(directory).jvm(PERSIAN).start()) {
            VestnikApi api = VestnikApi.at(server.address(), Transport.create());
            Session alice = api.register("Alice", "alice@example.org", "a long password", "laptop");
            Session bob = api.register("Bob", "bob@example.org", "a long password", "laptop");
            api.as(alice).openDirect(bob.userId());

            assertThat(api.as(alice).me().name()).isEqualTo("Alice");
            assertThat(server.output().lines().filter(line -> line.contains("event=started")))
                    .singleElement()
                    .asString()
                    .matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z .*");
        }
        // The data must be readable on a machine with other defaults, too.
        try (ServerProcess server = Program.on(directory).start()) {
            VestnikApi api = VestnikApi.at(server.address(), Transport.create());
            Session again = api.login("alice@example.org", "a long password", null, "laptop");
            assertThat(api.as(again).chats(10, null).items()).hasSize(1);
        }
    }
}
