package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.PostgresProcess;
import java.util.Optional;

/// A PostgreSQL server that can be killed and started again. Not thread-safe.
public interface TestDatabase extends AutoCloseable {
    /// The version, such as `PostgreSQL 18.6`.
    String version();

    /// The address of the database `postgres` of the server. It may change at a start.
    DatabaseAddress address();

    /// The running server; empty if none runs, or while it is being started.
    Optional<PostgresProcess> process();

    /// Starts the server after its main process was killed.
    void startAgain();

    /// Replaces the database by an empty one, and ends all connections to it.
    default void empty() {
        Sql.execute(
                address(),
                "template1",
                "drop database postgres with (force)",
                "create database postgres template template0");
    }

    /// The standby of the server; empty if it has none.
    default Optional<TestDatabase> standby() {
        return Optional.empty();
    }

    /// Stops the server.
    @Override
    void close();
}
