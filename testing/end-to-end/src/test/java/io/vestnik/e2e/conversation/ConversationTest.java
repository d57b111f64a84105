package io.vestnik.e2e.conversation;

import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Runs the scenarios on a server with the embedded PostgreSQL.
class ConversationTest extends ConversationScenarios<ServerProcess> {
    @Override
    protected ServerProcess server(Path directory) {
        return Program.on(directory);
    }

    @Test
    void a_server_kill_during_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> {
            server().killJava();
            server().start();
        });
    }

    @Test
    void a_server_and_database_kill_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> {
            server().killAll();
            server().start();
        });
    }
}
