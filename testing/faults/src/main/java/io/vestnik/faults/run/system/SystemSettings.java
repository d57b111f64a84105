package io.vestnik.faults.run.system;

import java.nio.file.Path;
import java.util.Set;

/// What a run tests.
///
/// @param server the launcher of the built server
/// @param database which PostgreSQL stores the data
/// @param heap the size of the server's heap, such as `512m`
/// @param parts the optional parts of the system
/// @param logs the directory for the logs of the server
public record SystemSettings(Path server, Kind database, String heap, Set<Part> parts, Path logs) {
    /// Which PostgreSQL stores the data.
    public enum Kind {
        /// The one that the server bundles.
        BUNDLED,
        /// The one of a Debian package.
        DEBIAN
    }

    /// An optional part of the system.
    public enum Part {
        /// The server reaches the database through PgBouncer.
        POOLER,
        /// The run has a network of its own, in which packets can be dropped.
        OWN_NETWORK,
        /// The data of the database is on a file system that can be filled.
        SMALL_DISK,
        /// This file system is on a disk that can lose what was not flushed, and can be slow.
        VOLATILE_DISK,
        /// Debian's PostgreSQL has a standby. Commits wait for it.
        STANDBY,
        /// Faults may lose acknowledged messages.
        DATA_LOSS,
        /// The clocks of the server and of Debian's PostgreSQL can be moved.
        FAKE_CLOCKS
    }

    public SystemSettings {
        parts = Set.copyOf(parts);
    }

    /// Whether the system has a hop.
    public boolean has(Hop.Place place) {
        return switch (place) {
            case CLIENTS, DATABASE -> true;
            case POOLER -> has(Part.POOLER);
            case STANDBY -> has(Part.STANDBY);
        };
    }

    /// Whether the system has a part.
    public boolean has(Part part) {
        return parts.contains(part);
    }
}
