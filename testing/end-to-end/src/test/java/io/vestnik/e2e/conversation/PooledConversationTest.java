package io.vestnik.e2e.conversation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.PgBouncer;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the scenarios on a server behind a real PgBouncer in transaction mode. Migrations use the direct address.
class PooledConversationTest extends ConversationScenarios<ServerProcess> {
    private @Nullable PgBouncer bouncer;

    @BeforeAll
    static void requirePgBouncer() {
        assumeTrue(PgBouncer.program().isPresent(), PgBouncer.MISSING);
    }

    @Override
    protected ServerProcess server(Path directory) {
        DatabaseAddress direct = EmbeddedPostgres.temporary().database();
        PgBouncer started = PgBouncer.inFrontOf(direct.jdbcUrl(), direct.user(), direct.password());
        bouncer = started;
        return Program.on(
                directory,
                "--database-url=" + started.url(direct.jdbcUrl()),
                "--migration-url=" + direct.jdbcUrl(),
                "--database-user=" + direct.user(),
                "--database-password=" + direct.password());
    }

    @Override
    protected void stopTheRest() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @Test
    void a_server_kill_during_a_burst_loses_duplicates_and_reorders_nothing() {
        assertThat(server().output()).contains("event=pooler_found");
        talkThrough(() -> {
            server().killJava();
            server().start();
        });
    }

    @Test
    void a_pooler_restart_during_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> requireNonNull(bouncer).restart());
    }
}
