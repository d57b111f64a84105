package io.vestnik.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

    private Pools(HikariDataSource writing, HikariDataSource sharing) {
        this.writing = writing;
        this.sharing = sharing;
    }

    /// @throws StoreUnavailableException if the database cannot be reached
    static Pools open(PostgresSettings settings) {
        PostgresSettings.Address address = settings.address();
        Properties properties = properties(address, settings.reachWithin());
        if (pooled(address, properties)) {
            // Before 1.21 PgBouncer gives a named statement to whichever session comes next.
            LOG.info("a connection pooler stands before the database: statements are not kept prepared");
            properties.setProperty("prepareThreshold", "0");
        }
        HikariDataSource writing =
                new HikariDataSource(config("vestnik-writers", settings, properties, settings.writers(), false));
        HikariDataSource sharing =
                new HikariDataSource(config("vestnik-shared", settings, properties, settings.connections(), true));
        return new Pools(writing, sharing);
    }

    /// One for each writer; without auto-commit.
    HikariDataSource writing() {
        return writing;
    }

    /// For everything else.
    HikariDataSource sharing() {
        return sharing;
    }

    @Override
    public void close() {
        writing.close();
        sharing.close();
    }

    /// A pooler answers the start of a connection with a number of its own making, not with that of the server's
    /// process.
    private static boolean pooled(PostgresSettings.Address address, Properties properties) {
        if (address.jdbcUrl().contains("prepareThreshold=")) {
            return false;
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

    private static HikariConfig config(
            String name, PostgresSettings settings, Properties properties, int size, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.address().jdbcUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(autoCommit ? 1 : size);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(settings.reachWithin().toMillis());
        config.setValidationTimeout(settings.reachWithin().toMillis());
        // Opening the store must not fail where the database comes up a moment later than the first look.
        config.setInitializationFailTimeout(-1);
        return config;
    }
}
