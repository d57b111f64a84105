package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.PostgresProcess;
import java.util.Optional;

/// A PostgreSQL server that can be killed and started again. Not thread-safe.
public interface TestDatabase extends AutoCloseable {
    /// The version, such as `PostgreSQL 18.6`.
    String version();

    /// The address of the server, which may change at a start.
    DatabaseAddress address();

    /// The running server; empty if none runs, or while it is being started.
    Optional<PostgresProcess> process();

    /// Starts the server after its main process was killed.
    void startAgain();

    /// Stops the server.
    @Override
    void close();
}
