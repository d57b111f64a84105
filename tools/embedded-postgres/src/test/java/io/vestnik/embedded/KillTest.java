package io.vestnik.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KillTest {
    /// The maximum time of a start. A start takes half a second. A start that waited for the end of the old server
    /// instead of stopping it would take a minute. The maximum lies between these times and leaves room for a busy
    /// machine.
    private static final Duration START = Duration.ofSeconds(30);

    @TempDir
    private Path dataDirectory;

    private final List<String> steps = new ArrayList<>();

    @Test
    void after_a_kill_of_java_the_next_start_stops_the_orphan_and_keeps_data() throws IOException, SQLException {
        KilledServer.withOneRow(dataDirectory).kill();
        Postmaster orphan = postmaster(dataDirectory);
        assertThat(orphan.isAlive()).isTrue();

        startsInTimeWithTheRow();

        assertThat(steps).contains("stopping the PostgreSQL that an earlier run left behind");
        assertThat(orphan.isAlive()).isFalse();
    }

    @Test
    void after_a_kill_of_java_and_postgresql_the_next_start_keeps_the_data() throws IOException, SQLException {
        KilledServer killed = KilledServer.withOneRow(dataDirectory);
        ProcessHandle postgres =
                ProcessHandle.of(postmaster(dataDirectory).pid()).orElseThrow();
        killed.kill();
        postgres.destroyForcibly();
        postgres.onExit().join();

        startsInTimeWithTheRow();
    }

    @Test
    void a_reused_process_id_is_neither_waited_for_nor_stopped() throws IOException, SQLException {
        KilledServer killed = KilledServer.withOneRow(dataDirectory);
        ProcessHandle postgres =
                ProcessHandle.of(postmaster(dataDirectory).pid()).orElseThrow();
        killed.kill();
        postgres.destroyForcibly();
        postgres.onExit().join();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Path file = Postmaster.file(cluster(dataDirectory));
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(0, Long.toString(stranger.pid()));
        Files.write(file, lines);

        try {
            startsInTimeWithTheRow();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void orphaned_test_servers_are_deleted_and_used_ones_are_kept(@TempDir Path temporary)
            throws IOException, SQLException {
        Path abandoned = Files.createDirectory(temporary.resolve("test-abandoned"));
        Path inUse = Files.createDirectory(temporary.resolve("test-in-use"));
        KilledServer.withOneRow(abandoned).kill();
        ProcessHandle orphan = ProcessHandle.of(postmaster(abandoned).pid()).orElseThrow();
        try (EmbeddedPostgres server = Servers.start(inUse, steps::add)) {
            KilledServer living = KilledServer.withOneRow(dataDirectory);

            Orphans.sweep(temporary, "test-*");
            Orphans.sweep(requireNonNull(dataDirectory.getParent()), String.valueOf(dataDirectory.getFileName()));

            assertThat(orphan.isAlive()).isFalse();
            assertThat(abandoned).doesNotExist();
            assertThat(Sql.ask(server.address(), "select 1")).isEqualTo("1");
            assertThat(postmaster(dataDirectory).isAlive()).isTrue();
            living.kill();
            startsInTimeWithTheRow();
        }
    }

    private void startsInTimeWithTheRow() throws SQLException {
        long begin = System.nanoTime();
        try (EmbeddedPostgres server = Servers.start(dataDirectory, steps::add)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(START);
            assertThat(Sql.ask(server.address(), "select text from letters")).isEqualTo("kept");
        }
    }

    private static Path cluster(Path dataDirectory) {
        return Cluster.directory(dataDirectory.resolve("postgres"));
    }

    private static Postmaster postmaster(Path dataDirectory) throws IOException {
        return Postmaster.of(cluster(dataDirectory)).orElseThrow();
    }
}
