package io.vestnik.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections: one for each writer, so that reading never keeps them waiting, and some that all else shares.
final class Pools implements AutoCloseable {
    /// Longer than any statement may take: what is silent for longer is a dead connection.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    /// Arrays of uuid, text, bigint and timestamptz: [BinaryArray] sends them as the server keeps them.
    private static final String BINARY_ARRAY_OIDS = "2951,1009,1016,1185";

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private final HikariDataSource writing;
    private final HikariDataSource sharing;
    private final List<String> settings;

    private Pools(HikariDataSource writing, HikariDataSource sharing, List<String> settings) {
        this.writing = writing;
        this.sharing = sharing;
        this.settings = settings;
    }

    /// @throws StoreUnavailableException if the database cannot be reached
    static Pools open(PostgresSettings settings) {
        PostgresSettings.Address address = settings.address();
        Properties properties = properties(address, settings.reachWithin());
        boolean pooled = pooled(address, properties);
        if (pooled && !saysWhenToPrepare(address)) {
            // Before 1.21 PgBouncer gives a named statement to whichever session comes next.
            LOG.info("a connection pooler stands before the database: statements are not kept prepared");
            properties.setProperty("prepareThreshold", "0");
        }
        HikariConfig writing = config("vestnik-writers", settings, properties, settings.writers());
        HikariConfig sharing = config("vestnik-shared", settings, properties, settings.connections());
        sharing.setMinimumIdle(1);
        if (!pooled) {
            writing.setConnectionInitSql(TransactionSettings.OF_SESSION);
            sharing.setConnectionInitSql(TransactionSettings.OF_SESSION);
        }
        return new Pools(
                new HikariDataSource(writing),
                new HikariDataSource(sharing),
                pooled ? List.of(TransactionSettings.SQL) : List.of());
    }

    /// One for each writer.
    HikariDataSource writing() {
        return writing;
    }

    /// What is to be run first in each transaction: nothing where the session has it already.
    List<String> settings() {
        return settings;
    }

    /// For everything else.
    HikariDataSource sharing() {
        return sharing;
    }

    List<PoolUse> use() {
        return List.of(use("writers", writing), use("shared", sharing));
    }

    private static PoolUse use(String name, HikariDataSource pool) {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return new PoolUse(
                name,
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    @Override
    public void close() {
        writing.close();
        sharing.close();
    }

    /// Whoever says so knows of a pooler.
    private static boolean saysWhenToPrepare(PostgresSettings.Address address) {
        return address.jdbcUrl().contains("prepareThreshold=");
    }

    /// A pooler answers the start of a connection with a number of its own making, not with that of the server's
    /// process.
    private static boolean pooled(PostgresSettings.Address address, Properties properties) {
        if (saysWhenToPrepare(address)) {
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
            throw Failures.unavailable("connecting to " + address, e);
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
        // Few statements, all of them used again and again: kept prepared from the first time on.
        properties.setProperty("prepareThreshold", "1");
        return properties;
    }

    private static HikariConfig config(String name, PostgresSettings settings, Properties properties, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.address().jdbcUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(settings.reachWithin().toMillis());
        config.setValidationTimeout(settings.reachWithin().toMillis());
        // Opening the store must not fail where the database comes up a moment later than the first look.
        config.setInitializationFailTimeout(-1);
        return config;
    }
}
