package io.vestnik.e2e;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.bootstrap.Node;
import io.vestnik.bootstrap.NodeEnvironment;
import io.vestnik.bootstrap.NodeStores;
import io.vestnik.bootstrap.metrics.ServerMetrics;
import io.vestnik.contracts.ClockedRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// The whole server in this process: a [Node] over a store, which is in memory or in a PostgreSQL database of its own.
/// The server stops as the program does.
public final class LocalServer implements AutoCloseable {
    private static final int HASHES_AT_ONCE = 2;

    private final Optional<DatabaseAddress> database;
    private final ServerMetrics metrics = new ServerMetrics("test");
    private final RecordedErrors fatal = new RecordedErrors();
    private final NodeStores stores;
    private final Node node;
    private final Queue<Runnable> clients = new ConcurrentLinkedQueue<>();

    private LocalServer(Setup setup) {
        this.database = switch (setup.store()) {
            case MEMORY -> Optional.empty();
            case POSTGRES ->
                Optional.of(EmbeddedPostgres.temporary()
                        .database("vestnik_migrated", at -> PostgresStore.migrate(settings(at))));
        };
        this.stores = database.map(at -> postgres(setup, at)).orElseGet(() -> memory(setup));
        this.node = Node.start(
                stores,
                new NodeEnvironment(
                        new ClockedRuntime(setup.clock()),
                        UuidCreator::getTimeOrderedEpoch,
                        setup.secrets(),
                        new HashingPool(setup.hasher(), HASHES_AT_ONCE, SystemRuntime.INSTANCE),
                        metrics,
                        fatal),
                setup.settings());
    }

    /// Starts a server.
    public static LocalServer start(Setup setup) {
        return new LocalServer(setup);
    }

    private static NodeStores memory(Setup setup) {
        MemoryAccounts accounts = new MemoryAccounts(setup.clock());
        MemoryStore store = new MemoryStore(accounts, setup.bus(), setup.clock());
        return new NodeStores(
                new LoggedStore(store, setup.log().apply(store.messageLog())),
                accounts.users(),
                accounts.devices(),
                () -> true);
    }

    private NodeStores postgres(Setup setup, DatabaseAddress address) {
        PostgresStore store = PostgresStore.open(settings(address), setup.bus(), fatal, metrics.store());
        metrics.watch(store);
        return NodeStores.of(store);
    }

    private static PostgresSettings settings(DatabaseAddress at) {
        return PostgresSettings.at(at.jdbcUrl()).as(Optional.of(at.user()), Optional.of(at.password()));
    }

    /// The port on which the server listens.
    public int port() {
        return node.port();
    }

    /// The address of the server.
    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// Adds an action that closes a client of this server. [#disconnectAll] calls it.
    public void connected(Runnable close) {
        clients.add(close);
    }

    /// Closes the clients that were added with [#connected].
    public void disconnectAll() {
        for (Runnable close = clients.poll(); close != null; close = clients.poll()) {
            close.run();
        }
    }

    /// Changes accounts through a second store on the same database, as the commands of an operator do from another
    /// process.
    ///
    /// @throws IllegalStateException if the store is in memory
    public void administer(Consumer<Administer> work) {
        try (PostgresStore other = PostgresStore.open(settings(address(database)), fatal);
                HashingPool hashing = new HashingPool(Setup.fastHasher(), 1, SystemRuntime.INSTANCE)) {
            work.accept(Administer.over(
                    other.users(),
                    other.devices(),
                    other.chats(),
                    hashing,
                    UuidCreator::getTimeOrderedEpoch,
                    SystemRuntime.INSTANCE));
        }
    }

    /// Returns every row of every table as text.
    ///
    /// @throws IllegalStateException if the store is in memory
    public List<String> everythingKept() {
        DatabaseAddress at = address(database);
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                Statement statement = connection.createStatement()) {
            for (String table : texts(statement, """
                select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') order by 1\
                """)) {
                texts(statement, "select t::text from " + table + " t").forEach(row -> rows.add(table + " " + row));
            }
        } catch (SQLException e) {
            throw new AssertionError("the database cannot be read", e);
        }
        return rows;
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private static DatabaseAddress address(Optional<DatabaseAddress> database) {
        return database.orElseThrow(() -> new IllegalStateException("this server has no database"));
    }

    /// Stops the server.
    ///
    /// @throws AssertionError if a part has reported a fatal error
    @Override
    public void close() {
        node.close();
        stores.messages().close();
        metrics.close();
        for (RecordedErrors.Report report : fatal.reports()) {
            throw new AssertionError(report.component() + " failed", report.error());
        }
    }
}
