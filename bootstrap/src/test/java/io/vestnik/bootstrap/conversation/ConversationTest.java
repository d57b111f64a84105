package io.vestnik.bootstrap.conversation;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// With the PostgreSQL that comes along.
class ConversationTest extends ConversationScenarios<ServerProcess> {
    @Override
    protected ServerProcess server(Path directory) {
        return new ServerProcess(directory);
    }

    @Test
    void a_kill_of_the_server_in_the_middle_of_a_burst_loses_doubles_and_swaps_nothing() {
        talkThrough(() -> {
            server().killJava();
            server().start();
        });
    }

    @Test
    void a_kill_of_server_and_database_in_the_middle_of_a_burst_loses_doubles_and_swaps_nothing() {
        talkThrough(() -> {
            server().killAll();
            server().start();
        });
    }
}
