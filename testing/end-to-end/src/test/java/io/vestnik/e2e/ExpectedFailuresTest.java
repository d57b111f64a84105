package io.vestnik.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vestnik.bootstrap.Main;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.backup.Backup;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.schema.Migrations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Failures that an operator causes by wrong settings, for every command that opens the database: one sentence on the
/// error output, exit code 1, and no stack trace.
@Isolated("the commands configure the log of this process, and the output is captured")
class ExpectedFailuresTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private final Thread.@Nullable UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();

    @BeforeAll
    static void writeBackup() throws IOException {
        try (OutputStream to = Files.newOutputStream(backup())) {
            Backup.write(settings(migrated()), to, line -> {});
        }
    }

    @AfterAll
    static void restoreLogging() throws JoranException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    private static Path backup() {
        return shared.resolve("vestnik.backup");
    }

    /// `serve` replaces the handler.
    @AfterEach
    void restoreHandler() {
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }

    private static DatabaseAddress empty() {
        return EmbeddedPostgres.temporary().database();
    }

    private static DatabaseAddress migrated() {
        return EmbeddedPostgres.temporary().database("vestnik_migrated", at -> PostgresStore.migrate(settings(at)));
    }

    private static PostgresSettings settings(DatabaseAddress at) {
        return PostgresSettings.at(at.jdbcUrl()).as(Optional.of(at.user()), Optional.of(at.password()));
    }

    private static void execute(DatabaseAddress at, String sql) {
        try (Connection connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Runs a command on a database, and asserts that it fails with one sentence.
    private void assertFails(String command, DatabaseAddress at, Map<String, String> environment, String words) {
        List<String> arguments = new ArrayList<>(
                List.of(command.replace("NEW", directory.resolve("new").toString())
                        .replace("OLD", backup().toString())
                        .split(" ", -1)));
        arguments.addAll(List.of(
                "--data-dir=" + directory.resolve("data"),
                "--database-url=" + at.jdbcUrl(),
                "--database-user=" + at.user(),
                "--database-password=" + at.password()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.out;
        int code;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            code = Main.run(
                    arguments.toArray(String[]::new),
                    environment,
                    new PrintWriter(out, true),
                    new PrintWriter(err, true));
        } finally {
            System.setOut(before);
        }
        String output = out.toString() + err + log.toString(StandardCharsets.UTF_8);
        assertThat(code).as(output).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).startsWith("vestnik: ").contains(words);
        assertThat(err.toString().lines()).as(output).hasSize(1);
        assertThat(output).doesNotContain("\tat ", "Flyway", at.password());
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "serve --port=0", "user list", "demo", "backup NEW", "backup --restore OLD"})
    void a_database_that_cannot_be_reached_is_named_with_the_reason(String command) {
        DatabaseAddress at = empty();

        assertFails(
                command,
                new DatabaseAddress(at.jdbcUrl(), at.user(), "not-the-password"),
                Map.of(),
                "cannot be reached: FATAL: password authentication failed");
        assertFails(
                command, new DatabaseAddress(at.jdbcUrl() + "x", at.user(), at.password()), Map.of(), "does not exist");
        assertFails(
                command,
                new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/vestnik", at.user(), at.password()),
                Map.of(),
                "the database at jdbc:postgresql://127.0.0.1:1/vestnik cannot be reached: Connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "serve --port=0", "user list", "demo", "backup NEW", "backup --restore OLD"})
    void a_missing_permission_is_reported_with_the_table(String command) {
        DatabaseAddress at = migrated();
        String name = "stranger_" + UUID.randomUUID().toString().replace('-', '_');
        execute(at, "create role " + name);

        // The test server lets only its own user connect, so each connection takes the role after that.
        assertFails(
                command,
                new DatabaseAddress(at.jdbcUrl() + "?options=-c%20role=" + name, at.user(), at.password()),
                Map.of(),
                "permission denied for table flyway_schema_history");
    }

    @ParameterizedTest
    @CsvSource({
        "migrate, tables of another program",
        "serve --port=0, tables of another program",
        "demo, tables of another program",
        "backup --restore OLD, tables of another program",
        "backup NEW, no tables of Vestnik",
        "user list, no tables of Vestnik"
    })
    void a_database_of_another_program_is_left_alone(String command, String words) {
        DatabaseAddress at = empty();
        execute(at, "create table invoices (id int)");

        assertFails(command, at, Map.of(), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --port=0", "user list", "demo"})
    void an_outdated_schema_is_not_migrated_if_migration_is_off(String command) {
        DatabaseAddress at = empty();
        new Migrations(settings(at)).migrateTo("2");

        assertFails(
                command,
                at,
                Map.of("VESTNIK_MIGRATE", "off"),
                "the schema has version 2, and this release needs version ");
    }

    @Test
    void a_port_in_use_is_noticed_before_a_database_is_made() throws IOException {
        Path data = directory.resolve("data");
        StringWriter err = new StringWriter();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String[] arguments = {"serve", "--host=127.0.0.1", "--port=" + taken.getLocalPort(), "--data-dir=" + data};

            assertThat(Main.run(arguments, Map.of(), new PrintWriter(new StringWriter()), new PrintWriter(err, true)))
                    .isEqualTo(CommandLine.ExitCode.SOFTWARE);
            assertThat(err.toString().lines())
                    .containsExactly("vestnik: port " + taken.getLocalPort() + " of 127.0.0.1 cannot be listened on;"
                            + " is another server running there? Choose another with VESTNIK_PORT");
        }
        assertThat(data).doesNotExist();
    }

    /// A server of the older release may run on this database.
    @Test
    void operator_tasks_never_change_the_schema() {
        DatabaseAddress at = empty();
        new Migrations(settings(at)).migrateTo("2");

        assertFails("user list", at, Map.of(), "the schema has version 2, and this release needs version ");
        assertFails("user list", at, Map.of("VESTNIK_MIGRATE", "auto"), "the schema has version 2, ");
    }
}
