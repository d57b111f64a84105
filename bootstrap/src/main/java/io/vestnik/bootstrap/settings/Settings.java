package io.vestnik.bootstrap.settings;

import io.vestnik.application.limit.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// All settings of the program, validated.
///
/// @param database the external database; empty = the embedded database is used
/// @param dataDirectory an absolute path
/// @param metricsPort the port on which every client can read `/metrics`; empty = only clients on this machine can read
///     it, on the port of the server
/// @param runningPerUserMax the maximum number of concurrent HTTP requests of one user; 0 = unlimited
public record Settings(
        Listen listen,
        Path dataDirectory,
        Optional<Database> database,
        Migration migration,
        Tokens tokens,
        Registration registration,
        Web web,
        List<String> trustedProxies,
        List<String> corsOrigins,
        Optional<Integer> metricsPort,
        LogFormat logFormat,
        Limits limits,
        int runningPerUserMax) {

    /// The address and port on which the server listens.
    ///
    /// @param port 0 = any free port
    public record Listen(String host, int port) {}

    /// The address of an external database.
    ///
    /// @param migrationUrl the direct address of the database, if `url` leads to a pooler
    public record Database(
            String url, Optional<String> user, Optional<String> password, Optional<String> migrationUrl) {
        /// Contains no value: the URL may contain a password.
        @Override
        public String toString() {
            return "Database[…]";
        }
    }

    /// The secrets that sign and verify access tokens.
    ///
    /// @param secret empty = one is generated and kept in the data directory
    /// @param previousSecret verifies tokens that were signed before a change of the secret
    public record Tokens(Optional<String> secret, Optional<String> previousSecret) {
        /// Contains no secret.
        @Override
        public String toString() {
            return "Tokens[…]";
        }
    }

    /// How the schema of the database is handled at startup.
    public enum Migration {
        /// Migrates the schema to the current version.
        AUTO,
        /// Only checks the version of the schema.
        OFF
    }

    /// Which clients may register accounts.
    public enum Registration {
        /// Every client can register.
        OPEN,
        /// No client can register; the operator adds accounts.
        CLOSED
    }

    /// Whether the server serves the web client.
    public enum Web {
        /// Serves the web client at `/`.
        ON,
        /// Does not serve the web client.
        OFF
    }

    /// The format of log lines.
    public enum LogFormat {
        /// Text lines for humans.
        TEXT,
        /// JSON objects for programs.
        JSON
    }
}
