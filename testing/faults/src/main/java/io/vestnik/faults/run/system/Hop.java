package io.vestnik.faults.run.system;

import io.vestnik.faults.FaultyLink;
import java.util.function.IntSupplier;

/// A hop of the system: a link, and the server to which it leads.
///
/// @param port the port of the server, which may change when the server is started again
public record Hop(FaultyLink link, IntSupplier port) {
    /// The place of a hop.
    public enum Place {
        /// From the clients to the server.
        CLIENTS,
        /// From the server to the pooler.
        POOLER,
        /// From the pooler, or from the server, to the database.
        DATABASE,
        /// From the standby to the database that it follows.
        STANDBY
    }
}
