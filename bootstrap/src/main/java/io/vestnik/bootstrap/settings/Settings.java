package io.vestnik.bootstrap.settings;

import io.vestnik.application.limit.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// All settings, validated.
///
/// @param database an external database; empty = the embedded one
/// @param dataDirectory absolute
/// @param metricsPort a separate port for `/metrics`
/// @param runningPerUserMax concurrent HTTP requests of one user; 0 = no bound
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

    /// The address to listen on.
    ///
    /// @param port 0 = any free port
    public record Listen(String host, int port) {}

    /// An external database.
    ///
    /// @param migrationUrl its direct address, if `url` leads through a pooler
    public record Database(
            String url, Optional<String> user, Optional<String> password, Optional<String> migrationUrl) {
        /// Without secrets; the URL may contain a password.
        @Override
        public String toString() {
            return "Database[…]";
        }
    }

    /// The secrets that sign access tokens.
    ///
    /// @param secret empty = generated once and stored
    public record Tokens(Optional<String> secret, Optional<String> previousSecret) {
        /// Without the secrets.
        @Override
        public String toString() {
            return "Tokens[…]";
        }
    }

    /// The handling of the schema at startup.
    public enum Migration {
        /// Migrate it to the current version.
        AUTO,
        /// Only check its version.
        OFF
    }

    /// The ways to register.
    public enum Registration {
        /// Every client can register.
        OPEN,
        /// No client can register; the operator adds accounts.
        CLOSED
    }

    /// Whether the web client is served.
    public enum Web {
        /// At `/`.
        ON,
        /// Not at all.
        OFF
    }

    /// The format of log lines.
    public enum LogFormat {
        /// For humans.
        TEXT,
        /// For programs.
        JSON
    }
}
