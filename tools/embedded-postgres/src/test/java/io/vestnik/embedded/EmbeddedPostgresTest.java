package io.vestnik.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    private static Path temporary;

    private static Path dataDirectory;
    private static EmbeddedPostgres server;

    private final List<String> steps = new ArrayList<>();

    @BeforeAll
    static void start() {
        dataDirectory = temporary.resolve("data");
        server = Servers.start(dataDirectory, step -> {});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void commits_are_written_to_the_disk() throws SQLException {
        assertThat(ask("show fsync")).isEqualTo("on");
        assertThat(ask("show synchronous_commit")).isEqualTo("on");
        assertThat(ask("show full_page_writes")).isEqualTo("on");
    }

    @Test
    void it_listens_on_the_loopback_alone_and_opens_no_socket_file() throws SQLException {
        assertThat(ask("show listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(ask("show unix_socket_directories")).isEmpty();
    }

    @Test
    void a_connection_needs_the_password() {
        DatabaseAddress address = server.address();
        for (String guess : List.of("", "postgres", "vestnik")) {
            assertThatThrownBy(() -> Sql.connect(new DatabaseAddress(address.jdbcUrl(), address.user(), guess)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
        assertThatThrownBy(() -> Sql.connect(new DatabaseAddress(address.jdbcUrl(), "postgres", address.password())))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf");
    }

    @Test
    void other_users_cannot_read_its_files() throws IOException {
        Path home = dataDirectory.resolve("postgres");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(server.address().toString()).doesNotContain(server.address().password());
    }

    @Test
    void upper_and_lower_case_work_for_every_script() throws SQLException {
        assertThat(ask("select lower('ВЕСТНИК Ü')")).isEqualTo("вестник ü");
    }

    @Test
    void a_stop_ends_every_process_and_the_next_start_finds_all_commits() throws IOException, SQLException {
        Sql.execute(server.address(), "create table letters as select 'kept' as text");
        Postmaster running =
                Postmaster.of(dataDirectory.resolve("postgres/data")).orElseThrow();

        server.close();

        assertThat(running.isAlive()).isFalse();
        assertThat(EmbeddedPostgres.join(dataDirectory)).isEmpty();
        server = Servers.start(dataDirectory, steps::add);
        assertThat(ask("select text from letters")).isEqualTo("kept");
        assertThat(steps).containsExactly("starting PostgreSQL in " + dataDirectory.resolve("postgres"));
    }

    @Test
    void a_second_start_on_the_same_directory_fails_with_one_sentence() throws SQLException {
        assertThatThrownBy(() -> Servers.start(dataDirectory, steps::add))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageStartingWith("another server is running on the data directory " + dataDirectory);
        assertThat(ask("select 1")).isEqualTo("1");
    }

    @Test
    void a_directory_that_a_command_uses_is_reported_as_such() throws IOException {
        Path other = temporary.resolve("command");
        Path home = Files.createDirectories(other.resolve("postgres"));
        for (DataLock.Holder holder : List.of(DataLock.Holder.COMMAND, DataLock.Holder.SERVER)) {
            boolean command = holder == DataLock.Holder.COMMAND;
            try (DataLock held = DataLock.take(home, other, holder)) {
                assertThat(held.isHeld()).isTrue();
                assertThatThrownBy(() -> Servers.start(other, steps::add))
                        .isInstanceOfSatisfying(
                                EmbeddedPostgresException.class,
                                failure -> assertThat(failure.isUsedByCommand()).isEqualTo(command))
                        .hasMessageStartingWith(command ? "a command such as backup uses " : "another server is ")
                        .hasMessageContaining(" the data directory " + other);
            }
        }
        assertThat(DataLock.file(home)).hasContent("server");
        assertThat(steps).isEmpty();
    }

    @Test
    void other_processes_join_the_running_server() throws SQLException {
        assertThat(EmbeddedPostgres.join(dataDirectory)).contains(server.address());
        assertThat(EmbeddedPostgres.join(dataDirectory.resolve("nothing"))).isEmpty();
    }

    @Test
    void data_of_another_version_is_rejected_and_left_unchanged() throws IOException {
        Path other = temporary.resolve("other");
        Path cluster = Files.createDirectories(other.resolve("postgres/data"));
        Files.writeString(cluster.resolve("PG_VERSION"), "9\n");

        assertThatThrownBy(() -> Servers.start(other, steps::add))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was written by PostgreSQL 9 and this version brings")
                .hasMessageEndingWith("see \"The next major version of PostgreSQL\" in docs/operations.md");
        assertThat(cluster.resolve("PG_VERSION")).hasContent("9\n");
        assertThat(Path.of("..", "..", "docs", "operations.md"))
                .content()
                .contains("\n### The next major version of PostgreSQL\n");
    }

    @Test
    void an_unwritable_directory_fails_with_one_sentence() throws IOException {
        Path file = Files.createFile(temporary.resolve("a-file"));

        assertThatThrownBy(() -> Servers.start(file, steps::add))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageStartingWith("cannot keep a database in " + file);
    }

    @Test
    void a_half_created_cluster_is_created_anew() throws IOException, SQLException {
        Path other = temporary.resolve("half");
        Files.createDirectories(other.resolve("postgres/data.new/base"));

        try (EmbeddedPostgres made = Servers.start(other, steps::add)) {
            assertThat(Sql.ask(made.address(), "select 1")).isEqualTo("1");
        }
        assertThat(other.resolve("postgres/data.new")).doesNotExist();
    }

    @Test
    void root_without_user_namespaces_runs_it_as_an_unprivileged_user() throws SQLException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        Path other = Path.of(
                System.getProperty("java.io.tmpdir"),
                "vestnik-unprivileged-" + ProcessHandle.current().pid());
        try {
            try (EmbeddedPostgres unprivileged = Servers.startAs(RunAs.UNPRIVILEGED_USER, other)) {
                assertThat(Sql.ask(unprivileged.address(), "select 1")).isEqualTo("1");
            }
        } finally {
            PrivateFiles.delete(other);
        }
    }

    private static String ask(String question) throws SQLException {
        return Sql.ask(server.address(), question);
    }
}
