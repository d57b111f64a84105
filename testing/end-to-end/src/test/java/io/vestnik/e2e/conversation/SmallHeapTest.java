package io.vestnik.e2e.conversation;

import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests a server with a small heap while users read as much as possible. `ContainersTest` does the same with the
/// memory and the limits of a container of Compose.
class SmallHeapTest {
    @TempDir
    private Path directory;

    @Test
    void parallel_reads_of_large_pages_harm_neither_server_nor_users() throws Exception {
        try (ServerProcess server = Program.on(directory, "--limit-requests=0")
                .jvm("-Xmx256m -XX:+ExitOnOutOfMemoryError")
                .start()) {
            GreedyReaders.attack(server);
        }
    }
}
