package io.vestnik.postgres.connection;

import java.sql.Connection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// A connection that a transaction has borrowed from a pool.
///
/// @param handle the connection, in auto-commit mode
/// @param settings statements to run first in each transaction
public record PostgresConnection(Handle handle, List<String> settings) {
    /// The connection of the driver.
    public Connection driver() {
        return handle.getConnection();
    }
}
