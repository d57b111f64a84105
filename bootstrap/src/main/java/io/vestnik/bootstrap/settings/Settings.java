package io.vestnik.bootstrap.settings;

import io.vestnik.application.limit.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Everything that can be set, checked.
///
/// @param database an external one; empty = the embedded one
/// @param dataDirectory absolute
/// @param metricsPort a port of its own for `/metrics`
/// @param runningPerUserMax HTTP requests of one user that are served at once; 0 = no bound
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

    /// Where to listen.
    ///
    /// @param port 0 = any that is free
    public record Listen(String host, int port) {}

    /// An external database.
    ///
    /// @param migrationUrl its direct address, where `url` goes through a pooler
    public record Database(
            String url, Optional<String> user, Optional<String> password, Optional<String> migrationUrl) {
        /// Without anything secret; the URL may hold a password.
        @Override
        public String toString() {
            return "Database[…]";
        }
    }

    /// What signs access tokens.
    ///
    /// @param secret empty = made once and kept
    public record Tokens(Optional<String> secret, Optional<String> previousSecret) {
        /// Without the secrets.
        @Override
        public String toString() {
            return "Tokens[…]";
        }
    }

    /// What to do with the schema when starting.
    public enum Migration {
        /// Bring it up to date.
        AUTO,
        /// Check it.
        OFF
    }

    /// Who can register.
    public enum Registration {
        /// Anybody.
        OPEN,
        /// Nobody; whoever runs the server adds people.
        CLOSED
    }

    /// Whether the web client is served.
    public enum Web {
        /// At `/`.
        ON,
        /// Not at all.
        OFF
    }

    /// How log lines look.
    public enum LogFormat {
        /// For people.
        TEXT,
        /// For programs.
        JSON
    }
}
