package io.vestnik.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A PostgreSQL server for tests. It is started once per JVM, and is stopped and deleted at the end of the JVM. Each
/// caller gets its own database.
///
/// If a JVM is killed, its server is left over. The next JVM that starts a server for tests stops and deletes it.
/// Commits do not wait for the disk, so tests of crash safety cannot use this server. Thread-safe.
public final class TemporaryPostgres {
    private static final String PREFIX = "vestnik-postgres";

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();
    private final Set<String> templates = new HashSet<>();

    private TemporaryPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static TemporaryPostgres shared() {
        return Shared.INSTANCE;
    }

    /// Creates an empty database.
    public DatabaseAddress database() {
        return copyOf("template0");
    }

    /// Creates a copy of a database that is prepared once per JVM. This is a fast way to get many migrated databases.
    ///
    /// @param name the name of the prepared database, in lower case
    /// @param prepare fills the prepared database
    public DatabaseAddress database(String name, Consumer<DatabaseAddress> prepare) {
        synchronized (templates) {
            if (!templates.contains(name)) {
                execute("create database " + name + " template template0");
                prepare.accept(at(name));
                templates.add(name);
            }
            return copyOf(name);
        }
    }

    private DatabaseAddress copyOf(String template) {
        String name = "test_" + databases.incrementAndGet();
        execute("create database " + name + " template " + template);
        return at(name);
    }

    private DatabaseAddress at(String database) {
        DatabaseAddress main = server.address();
        return new DatabaseAddress(main.jdbcUrl().replaceFirst("[^/]+$", database), main.user(), main.password());
    }

    private void execute(String sql) {
        DatabaseAddress main = server.address();
        try (Connection connection = DriverManager.getConnection(main.jdbcUrl(), main.user(), main.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /// Holds the server of this JVM, which is started on first use.
    private static final class Shared {
        static final TemporaryPostgres INSTANCE = start();

        private static TemporaryPostgres start() {
            try {
                Path build = Path.of("target").toAbsolutePath();
                Path programs = Files.isDirectory(build) ? build.resolve("postgres") : temporaryDirectory();
                PrivateFiles.directory(programs);
                Path data = temporaryDirectory();
                Orphans.sweep(Path.of(System.getProperty("java.io.tmpdir")), PREFIX + "*");
                EmbeddedPostgres server =
                        EmbeddedPostgres.start(data, ServerSettings.THROWAWAY, step -> {}, Optional.of(programs));
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(
                                () -> {
                                    server.close();
                                    PrivateFiles.delete(data);
                                },
                                "temporary-postgres"));
                return new TemporaryPostgres(server);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static Path temporaryDirectory() throws IOException {
            return Files.createTempDirectory(PREFIX);
        }
    }
}
