package io.vestnik.faults.run.system;

import java.nio.file.Path;

/// What a run tests.
///
/// @param server the launcher of the built server
/// @param database which PostgreSQL stores the data
/// @param pooler whether the server reaches the database through PgBouncer
/// @param heap the size of the server's heap, such as `512m`
/// @param logs the directory for the logs of the server
public record SystemSettings(Path server, Kind database, boolean pooler, String heap, Path logs) {
    /// Which PostgreSQL stores the data.
    public enum Kind {
        /// The one that the server bundles.
        BUNDLED,
        /// The one of a Debian package.
        DEBIAN
    }
}
