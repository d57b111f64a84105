package io.vestnik.postgres.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to the database, in one pool for each kind of work; [PoolSizes] has the numbers.
///
/// Each pool opens one connection at a time.
public final class Pools implements AutoCloseable {
    /// The time after which a connection without an answer counts as dead; longer than any statement may take.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    /// How long a change waits for a chat's lock before it returns its connection. It is short, so that one chat does
    /// not occupy all of the few connections.
    private static final Duration CHANGE_LOCK_MAX = Duration.ofMillis(500);

    /// The type ids of arrays of uuid, text, bigint and timestamptz. [io.vestnik.postgres.transaction.BinaryArray]
    /// sends these arrays in the server's binary format.
    private static final String BINARY_ARRAY_OIDS = "2951,1009,1016,1185";

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private final Pool writers;
    private final Pool reads;
    private final Pool changes;
    private final Pool accounts;
    private final Pool checks;
    private final Pool background;

    private Pools(Opener opener, PoolSizes sizes) {
        this.writers = opener.open("writers", sizes.writers(), opener.settings().writers());
        this.reads = opener.open("reads", sizes.reads(), 1);
        this.changes = opener.lockingWithin(CHANGE_LOCK_MAX).open("changes", sizes.changes(), 1);
        this.accounts = opener.open("accounts", sizes.accounts(), 1);
        this.checks = opener.open("checks", sizes.checks(), 1);
        this.background = opener.open("background", sizes.background(), 0);
    }

    /// Opens the pools for `settings`.
    ///
    /// @param mappers the plugins that map rows to values
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static Pools open(PostgresSettings settings, JdbiPlugin... mappers) {
        return open(settings, TransactionSettings.DEFAULT, mappers);
    }

    /// Like [#open(PostgresSettings, JdbiPlugin...)], with the time-outs in `transactions`.
    public static Pools open(PostgresSettings settings, TransactionSettings transactions, JdbiPlugin... mappers) {
        PostgresSettings.Address address = settings.address();
        Properties properties = properties(address, settings.reachWithin());
        boolean pooled = pooled(address, properties);
        if (pooled && !preparationIsSet(address)) {
            // Before 1.21 PgBouncer may run a named statement in a session that has not prepared it.
            LOG.info("event=pooler_found prepared_statements=off");
            properties.setProperty("prepareThreshold", "0");
        }
        return new Pools(
                new Opener(
                        settings,
                        properties,
                        pooled,
                        transactions.searching(settings.schema().searchPath()),
                        List.of(mappers)),
                PoolSizes.of(settings));
    }

    /// The settings common to all pools.
    private record Opener(
            PostgresSettings settings,
            Properties properties,
            boolean pooled,
            TransactionSettings transactions,
            List<JdbiPlugin> mappers) {
        Opener lockingWithin(Duration lock) {
            return new Opener(settings, properties, pooled, transactions.lockingWithin(lock), mappers);
        }

        /// @param idle the number of connections that stay open without work
        Pool open(String name, int size, int idle) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("vestnik-" + name);
            config.setJdbcUrl(settings.address().jdbcUrl());
            config.setDataSourceProperties(properties);
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(idle);
            config.setConnectionTimeout(settings.reachWithin().toMillis());
            config.setValidationTimeout(settings.reachWithin().toMillis());
            // Opening the store must not fail if the database becomes available a moment after the first check.
            config.setInitializationFailTimeout(-1);
            if (!pooled) {
                config.setConnectionInitSql(transactions.ofSession());
            }
            return new Pool(
                    name,
                    new HikariDataSource(config),
                    pooled ? List.of(transactions.ofTransaction()) : List.of(),
                    mappers);
        }
    }

    /// The pool for batches of messages: one connection for each writer, and one more for the chats that the writer set
    /// aside.
    public Pool writers() {
        return writers;
    }

    /// The pool for pages, lists and searches.
    public Pool reads() {
        return reads;
    }

    /// The pool for changes of chats outside batches. A statement that waits for a lock fails after [#CHANGE_LOCK_MAX];
    /// the change is then retried.
    public Pool changes() {
        return changes;
    }

    /// The pool for logins, tokens, devices and profiles.
    public Pool accounts() {
        return accounts;
    }

    /// The pool for readiness, the epoch and the comparison of versions.
    public Pool checks() {
        return checks;
    }

    /// The pool for deferred work. Its transactions may take longer than a user would wait.
    public Pool background() {
        return background;
    }

    public List<PoolUse> use() {
        return all().stream().map(Pool::use).toList();
    }

    private List<Pool> all() {
        return List.of(writers, reads, changes, accounts, checks, background);
    }

    @Override
    public void close() {
        all().forEach(Pool::close);
    }

    /// Whether the address sets `prepareThreshold`. An explicit value means that the operator knows about the pooler.
    private static boolean preparationIsSet(PostgresSettings.Address address) {
        return address.jdbcUrl().contains("prepareThreshold=");
    }

    /// Whether the address belongs to a pooler, or sets `prepareThreshold`. A pooler answers the start of a connection
    /// with an invented process id, not with the id of the server process.
    private static boolean pooled(PostgresSettings.Address address, Properties properties) {
        if (preparationIsSet(address)) {
            return true;
        }
        Properties once = new Properties();
        once.putAll(properties);
        once.setProperty("prepareThreshold", "0");
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), once);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw Failures.connecting(address, e);
        }
    }

    private static Properties properties(PostgresSettings.Address address, Duration reachWithin) {
        Properties properties = new Properties();
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "vestnik");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", Long.toString(Math.max(1, reachWithin.toSeconds())));
        properties.setProperty("socketTimeout", Long.toString(SILENCE_MAX.toSeconds()));
        properties.setProperty("binaryTransferEnable", BINARY_ARRAY_OIDS);
        // There are few statements, all used again and again: they are prepared from the first use on.
        properties.setProperty("prepareThreshold", "1");
        return properties;
    }
}
