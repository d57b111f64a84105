package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Assertions;
import picocli.CommandLine.Model.CommandSpec;

/// The production server in this JVM, with real settings, on its own PostgreSQL database.
public final class StartedServer implements AutoCloseable {
    private final DatabaseAddress database;
    private final Map<String, String> environment;
    private final Server server;

    private StartedServer(DatabaseAddress database, Map<String, String> environment, Server server) {
        this.database = database;
        this.environment = environment;
        this.server = server;
    }

    /// Starts a server.
    ///
    /// @param set settings that differ from the usual ones
    public static StartedServer with(Map<Setting, String> set) {
        DatabaseAddress database =
                EmbeddedPostgres.temporary().database("vestnik_migrated", at -> PostgresStore.migrate(settings(at)));
        Map<String, String> environment = new HashMap<>();
        environment.put("VESTNIK_PORT", "0");
        environment.put("VESTNIK_HOST", "localhost");
        environment.put("VESTNIK_WEB", "off");
        environment.put("VESTNIK_DATA_DIR", directory().toString());
        environment.put("VESTNIK_DATABASE_URL", database.jdbcUrl());
        environment.put("VESTNIK_DATABASE_USER", database.user());
        environment.put("VESTNIK_DATABASE_PASSWORD", database.password());
        set.forEach((setting, value) -> environment.put(setting.variable(), value));
        try {
            Settings settings = SettingsReader.read(Map.of(), environment);
            Server server = new Server();
            server.start(settings, silent(), (component, error) -> {
                throw new AssertionError(component, error);
            });
            return new StartedServer(database, environment, server);
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    private static PostgresSettings settings(DatabaseAddress at) {
        return PostgresSettings.at(at.jdbcUrl()).as(Optional.of(at.user()), Optional.of(at.password()));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Terminal silent() {
        return new Terminal(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()));
    }

    /// The port on which the server listens.
    public int port() {
        return server.port();
    }

    /// Runs an operator's command on the same database, as another process would.
    public void administer(ToIntFunction<Administer> work) {
        try {
            CommandSpec flags = SettingOptions.commandLine(CommandSpec.create()).getCommandSpec();
            new AccountsDoor(silent(), environment).with(flags, work);
        } catch (SettingsException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every row of every table as text.
    public List<String> everythingKept() {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("""
                select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') order by 1\
                """)) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select t::text from " + table + " t")) {
                    while (row.next()) {
                        rows.add(table + " " + row.getString(1));
                    }
                }
            }
        } catch (SQLException e) {
            return Assertions.fail("the database cannot be read", e);
        }
        return rows;
    }

    @Override
    public void close() {
        server.close();
    }
}
