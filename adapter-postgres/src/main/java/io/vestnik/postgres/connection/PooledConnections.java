package io.vestnik.postgres.connection;

import io.vestnik.application.commit.StoreConnections;
import io.vestnik.application.commit.StoreFailure;
import org.jdbi.v3.core.JdbiException;

/// The connections of a pool for transactions. Classifies the exceptions of jdbi.
public final class PooledConnections implements StoreConnections<PostgresConnection> {
    private final Pool pool;

    public PooledConnections(Pool pool) {
        this.pool = pool;
    }

    @Override
    public <T> T with(Action<PostgresConnection, T> action) throws StoreFailure {
        try {
            return pool.with(handle -> action.run(new PostgresConnection(handle, pool.settings())));
        } catch (JdbiException e) {
            throw Failures.classified(e);
        }
    }

    @Override
    public void discard(PostgresConnection connection) {
        pool.discard(connection.driver());
    }
}
