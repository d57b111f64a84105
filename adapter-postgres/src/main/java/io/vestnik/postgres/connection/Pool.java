package io.vestnik.postgres.connection;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.vestnik.domain.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.TemplateEngine;

/// A pool of connections for one kind of work.
public final class Pool implements AutoCloseable {
    /// The maximum number of callers that wait for a connection; more callers are refused at once, because each waiting
    /// caller occupies a thread and the memory of a request.
    private static final int WAITING_MAX = 1_000;

    private final String name;
    private final HikariDataSource connections;
    private final List<String> settings;
    private final Jdbi reading;
    private final Jdbi changing;
    private final Semaphore places;

    /// @param settings statements to run first in each transaction; empty if the sessions have the settings already
    /// @param mappers the plugins that map rows to values
    Pool(String name, HikariDataSource connections, List<String> settings, List<JdbiPlugin> mappers) {
        this.name = name;
        this.connections = connections;
        this.settings = settings;
        this.reading = jdbi(connections, mappers);
        this.changing = jdbi(connections, mappers);
        this.places = new Semaphore(WAITING_MAX + connections.getMaximumPoolSize());
        settings.forEach(first -> new First(first).install(reading));
    }

    private static Jdbi jdbi(HikariDataSource connections, List<JdbiPlugin> mappers) {
        Jdbi jdbi = Jdbi.create(connections).installPlugin(new VestnikJdbi());
        mappers.forEach(jdbi::installPlugin);
        return jdbi;
    }

    /// A statement that is sent to the server together with each query, before the query. Outside a transaction both
    /// form one transaction, so transaction-local settings apply to the query.
    private record First(String statement) implements StatementCustomizer {
        void install(Jdbi jdbi) {
            SqlStatements statements = jdbi.getConfig(SqlStatements.class);
            TemplateEngine engine = statements.getTemplateEngine();
            statements.setTemplateEngine((template, context) -> statement + ";\n" + engine.render(template, context));
            statements.addCustomizer(this);
        }

        /// Skips the result of the first statement.
        @Override
        public void afterExecution(PreparedStatement executed, StatementContext context) throws SQLException {
            executed.getMoreResults();
        }
    }

    /// The statements to run first in each transaction.
    public List<String> settings() {
        return settings;
    }

    /// Closes a connection, whatever its state, and removes it from the pool.
    public void discard(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // The eviction below closes the connection in any case.
        }
        connections.evictConnection(connection);
    }

    /// Runs queries outside a transaction.
    public <T> T read(Function<Handle, T> query) {
        return inPlace(reading, handle -> {
            try {
                return query.apply(handle);
            } catch (Error e) {
                // The connection cannot be used again: the server may still be sending the rest of an answer.
                discard(handle.getConnection());
                throw e;
            }
        });
    }

    /// Runs an action with a connection that has no open transaction. The connection is in auto-commit mode; otherwise
    /// the driver would begin each transaction with a round trip of its own.
    ///
    /// @throws org.jdbi.v3.core.ConnectionException if no connection is free in time
    public <T, X extends Exception> T with(HandleCallback<T, X> action) throws X {
        return inPlace(changing, action);
    }

    private <T, X extends Exception> T inPlace(Jdbi jdbi, HandleCallback<T, X> action) throws X {
        if (!places.tryAcquire()) {
            throw new StoreUnavailableException("too many requests wait for a connection of the pool " + name);
        }
        try (Handle handle = jdbi.open()) {
            return action.withHandle(handle);
        } finally {
            places.release();
        }
    }

    PoolUse use() {
        HikariPoolMXBean now = connections.getHikariPoolMXBean();
        return new PoolUse(
                name,
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                connections.getMaximumPoolSize());
    }

    @Override
    public void close() {
        connections.close();
    }
}
