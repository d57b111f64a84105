package io.vestnik.memory;

import io.vestnik.application.commit.StoreConnections;
import io.vestnik.application.commit.StoreFailure;

/// Connections to a database in memory. Each use has a new connection, since a connection costs nothing.
///
/// @param database the database to connect to
record MemoryConnections(MemoryDatabase database) implements StoreConnections<MemoryConnection> {
    @Override
    public <T> T with(Action<MemoryConnection, T> action) throws StoreFailure {
        MemoryConnection connection = new MemoryConnection();
        try {
            return action.run(connection);
        } finally {
            database.disconnect(connection);
        }
    }

    @Override
    public void discard(MemoryConnection connection) {
        database.disconnect(connection);
    }
}
