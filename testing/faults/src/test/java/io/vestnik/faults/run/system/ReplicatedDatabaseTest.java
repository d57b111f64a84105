package io.vestnik.faults.run.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.run.client.Pause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests which commits survive the loss of a primary server.
class ReplicatedDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private ReplicatedDatabase servers;
    private FaultyLink link;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(ReplicatedDatabase.isPossible(), "skipped: Debian's PostgreSQL is not installed");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        servers = new ReplicatedDatabase(directory, Optional.empty());
        link = new FaultyLink(port());
        servers.follow(link.port());
        execute("create table notes (number int)", "insert into notes values (1)");
    }

    @AfterEach
    void stop() {
        if (servers != null) {
            servers.close();
            link.close();
        }
    }

    private int port() {
        DatabaseAddress address = servers.address();
        return URI.create(address.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private void execute(String... statements) {
        Sql.execute(servers.address(), "postgres", statements);
    }

    private void freeze() {
        link.freeze(LinkEnd.CLIENT);
        link.freeze(LinkEnd.SERVER);
    }

    private void failOver() {
        servers.losePrimary();
        link.cutAll();
        servers.failOver();
        link.thaw();
        link.leadTo(port());
        servers.followAgain();
    }

    private long notes() {
        return Sql.number(servers.address(), "select count(*) from notes");
    }

    @Test
    void a_synchronous_commit_survives_and_the_next_standby_follows() {
        freeze();

        failOver();

        assertThat(notes()).isOne();
        execute("insert into notes values (2)");
        failOver();
        assertThat(notes()).isEqualTo(2);
    }

    @Test
    void an_asynchronous_commit_that_the_standby_did_not_receive_is_lost() {
        servers.commits(ReplicatedDatabase.Commits.ASYNCHRONOUS);
        String asynchronous = "select count(*) from pg_stat_replication where sync_state = 'async'";
        assertThat(Pause.until(PATIENCE, () -> Sql.number(servers.address(), asynchronous) > 0))
                .isTrue();
        freeze();
        execute("insert into notes values (2)");

        failOver();

        assertThat(notes()).isOne();
    }

    @Test
    void a_standby_that_was_killed_follows_again() {
        TestDatabase standby = servers.standby().orElseThrow();
        standby.process().orElseThrow().kill();
        assertThat(standby.process()).isEmpty();

        standby.startAgain();

        assertThat(Pause.until(PATIENCE, servers::isFollowed)).isTrue();
        execute("insert into notes values (2)");
    }
}
