package io.vestnik.simulation.fault;

import io.vestnik.application.commit.StoreConnections;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.memory.MemoryConnection;
import io.vestnik.memory.MemoryDatabase;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.EventQueue;
import io.vestnik.simulation.kernel.SimulatedProcess;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The connections of one node to the database. Sometimes there is none, and sometimes one is lost while it is used.
public final class FaultyConnections implements StoreConnections<MemoryConnection> {
    private final StoreConnections<MemoryConnection> connections;
    private final MemoryDatabase database;
    private final StoreFaults faults;
    private final Set<MemoryConnection> open = new LinkedHashSet<>();

    /// The environment of the connections.
    ///
    /// @param server the process of the database
    public record StoreFaults(Faults faults, Pauses pauses, EventQueue queue, SimulatedProcess server) {}

    /// @param connections the connections without faults
    public FaultyConnections(
            StoreConnections<MemoryConnection> connections, MemoryDatabase database, StoreFaults faults) {
        this.connections = connections;
        this.database = database;
        this.faults = faults;
    }

    @Override
    public <T> T with(Action<MemoryConnection, T> action) throws StoreFailure {
        if (faults.faults().hits(FaultKind.NO_CONNECTION)) {
            faults.pauses().pause(faults.faults().delay(FaultKind.NO_CONNECTION));
            throw new StoreFailure(StoreFailure.Kind.NO_CONNECTION, "no_connection");
        }
        return connections.with(connection -> use(connection, action));
    }

    private <T> T use(MemoryConnection connection, Action<MemoryConnection, T> action) throws StoreFailure {
        open.add(connection);
        if (faults.faults().hits(FaultKind.CONNECTION_LOST)) {
            long delay = faults.faults().delay(FaultKind.CONNECTION_LOST).toNanos();
            Event unused = faults.queue()
                    .add(faults.server(), delay, "connection lost", () -> database.disconnect(connection));
        }
        try {
            return action.run(connection);
        } finally {
            open.remove(connection);
        }
    }

    @Override
    public void discard(MemoryConnection connection) {
        connections.discard(connection);
    }

    /// Closes the connections of a dead node.
    public void killed() {
        List.copyOf(open).forEach(database::disconnect);
        open.clear();
    }
}
