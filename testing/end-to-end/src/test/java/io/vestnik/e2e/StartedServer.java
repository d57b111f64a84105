package io.vestnik.e2e;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.bootstrap.Node;
import io.vestnik.bootstrap.NodeEnvironment;
import io.vestnik.bootstrap.NodeSettings;
import io.vestnik.bootstrap.NodeStores;
import io.vestnik.bootstrap.metrics.ServerMetrics;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.security.Argon2Hasher;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;

/// A node with an operator's settings and metrics in this JVM, on its own PostgreSQL database.
public final class StartedServer implements AutoCloseable {
    private final DatabaseAddress database;
    private final ServerMetrics metrics = new ServerMetrics("test");
    private final PostgresStore store;
    private final Node node;

    private StartedServer(DatabaseAddress database, Settings settings) {
        this.database = database;
        this.store = PostgresStore.open(
                settings(database), new LocalNotificationBus(), StartedServer::failed, metrics.store());
        metrics.watch(store);
        Argon2Hasher hasher = new Argon2Hasher();
        this.node = Node.start(
                NodeStores.of(store),
                new NodeEnvironment(
                        InstantSource.system(),
                        UuidCreator::getTimeOrderedEpoch,
                        TestNode.secrets(),
                        HashingPool.ofThisMachine(hasher, hasher.bytesEach()),
                        metrics,
                        StartedServer::failed),
                NodeSettings.of(settings));
    }

    /// Starts a server.
    ///
    /// @param set settings that differ from the usual ones
    public static StartedServer with(Map<Setting, String> set) {
        Map<Setting, String> flags = new EnumMap<>(Map.of(
                Setting.PORT, "0",
                Setting.HOST, "localhost",
                Setting.WEB, "off"));
        flags.putAll(set);
        try {
            Settings settings = SettingsReader.read(flags, Map.of());
            return new StartedServer(
                    EmbeddedPostgres.temporary()
                            .database("vestnik_migrated", at -> PostgresStore.migrate(settings(at))),
                    settings);
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    private static PostgresSettings settings(DatabaseAddress at) {
        return PostgresSettings.at(at.jdbcUrl()).as(Optional.of(at.user()), Optional.of(at.password()));
    }

    private static void failed(String component, Throwable error) {
        throw new AssertionError(component, error);
    }

    /// The port on which the server listens.
    public int port() {
        return node.port();
    }

    /// Changes accounts through a store of its own, as the commands of an operator do in another process.
    public void administer(Consumer<Administer> work) {
        try (PostgresStore other = PostgresStore.open(settings(database), StartedServer::failed);
                HashingPool hashing = new HashingPool(new Argon2Hasher(), 1)) {
            work.accept(Administer.over(
                    other.users(),
                    other.devices(),
                    other.chats(),
                    hashing,
                    UuidCreator::getTimeOrderedEpoch,
                    InstantSource.system()));
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
        node.close();
        store.close();
        metrics.close();
    }
}
