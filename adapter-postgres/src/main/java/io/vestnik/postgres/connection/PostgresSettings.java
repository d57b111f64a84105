package io.vestnik.postgres.connection;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The address of the database, and how much of it the store uses.
///
/// @param url `jdbc:postgresql://…` or `postgresql://[user[:password]@]host[:port]/database[?options]`
/// @param user overrides the user in `url`
/// @param password overrides the password in `url`; never printed
/// @param schema where the tables are, and how they are updated
/// @param writers the number of writers that commit batches of messages, at least 1; each has up to two connections of
///     its own
/// @param connections the number of connections for reads, changes of chats and accounts together, at least 3; changes
///     and accounts get a quarter each, but at least one, and reads get the rest. Three more connections are for checks
///     and background work
/// @param reachWithin how long to wait for a connection before the database counts as unavailable; at least 250 ms
public record PostgresSettings(
        String url,
        Optional<String> user,
        Optional<String> password,
        Schema schema,
        int writers,
        int connections,
        Duration reachWithin) {
    private static final Duration REACH_WITHIN = Duration.ofSeconds(3);
    private static final Duration REACH_WITHIN_MIN = Duration.ofMillis(250);

    /// The lower bound of the default number of connections: four for reads, two for changes of chats, two for
    /// accounts.
    private static final int CONNECTIONS_DEFAULT_MIN = 8;

    /// The upper bound of the default number of connections. Together with the connections of writers and checks it
    /// leaves room for other clients of a PostgreSQL server that accepts 60 connections.
    private static final int CONNECTIONS_DEFAULT_MAX = 32;

    /// The minimum number of connections: one each for reads, changes of chats and accounts.
    private static final int CONNECTIONS_MIN = 3;

    /// How the schema is handled when a store is opened.
    public enum Migration {
        /// Updates the schema to the version of this release.
        AUTO,
        /// Only checks that the schema is up to date.
        OFF
    }

    /// The schema of the store in the database, with its own history of migrations.
    ///
    /// @param name a name of lower-case letters, digits and `_`, so that the store can share a database with other
    ///     tables; the schema is created if missing. Empty: the schema of the connection, `public` by default
    /// @param migration how the schema is handled when a store is opened
    /// @param migrationUrl the direct address of the database, if `url` leads through a pooler; in the same forms as
    ///     `url`
    public record Schema(Optional<String> name, Migration migration, Optional<String> migrationUrl) {
        private static final Pattern NAME = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,62}");

        /// Rejects a name that is longer than 63 characters, has characters other than lower-case letters, digits and
        /// underscores, or begins with a digit or with `pg_`, which PostgreSQL reserves.
        public Schema {
            if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
                throw new IllegalArgumentException("a schema has a name of at most 63 lower-case letters, digits and"
                        + " underscores, which begins with no digit and not with pg_: " + name.get());
            }
        }

        /// The `search_path` to set on the store's connections. It is empty if no schema is named: then the
        /// `search_path` of the connection applies.
        Optional<String> searchPath() {
            return name.map(path -> '"' + path + '"');
        }
    }

    /// Rejects values below their minimum.
    public PostgresSettings {
        if (writers < 1 || connections < CONNECTIONS_MIN) {
            throw new IllegalArgumentException(
                    "writers must be 1 or more, and connections " + CONNECTIONS_MIN + " or more");
        }
        if (reachWithin.compareTo(REACH_WITHIN_MIN) < 0) {
            throw new IllegalArgumentException("reachWithin must be at least " + REACH_WITHIN_MIN);
        }
    }

    /// Settings for a database at `url`, with defaults that suit most installations.
    ///
    /// There are two writers per node: while one waits for its commit, the other prepares its batch. More writers would
    /// only share the same disk. There are few connections, since PostgreSQL becomes slower, not faster, with more
    /// active connections than it has cores.
    public static PostgresSettings at(String url) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new PostgresSettings(
                url,
                Optional.empty(),
                Optional.empty(),
                new Schema(Optional.empty(), Migration.AUTO, Optional.empty()),
                2,
                Math.clamp(2L * cores, CONNECTIONS_DEFAULT_MIN, CONNECTIONS_DEFAULT_MAX),
                REACH_WITHIN);
    }

    /// The same settings with another user and password.
    public PostgresSettings as(Optional<String> otherUser, Optional<String> otherPassword) {
        return new PostgresSettings(url, otherUser, otherPassword, schema, writers, connections, reachWithin);
    }

    /// The same settings with another handling of the schema.
    public PostgresSettings migrating(Migration otherMigration, Optional<String> otherUrl) {
        return in(new Schema(schema.name(), otherMigration, otherUrl));
    }

    /// The same settings with the tables in another schema, created if missing. A service that embeds the messenger
    /// thereby keeps its own tables and its own history of migrations apart from those of the store.
    ///
    /// The schema must not have the name of the role with which the service itself connects. By default the
    /// `search_path` of that role begins with the schema of the same name, so the service would find the tables of the
    /// store.
    public PostgresSettings inSchema(String name) {
        return in(new Schema(Optional.of(name), schema.migration(), schema.migrationUrl()));
    }

    private PostgresSettings in(Schema other) {
        return new PostgresSettings(url, user, password, other, writers, connections, reachWithin);
    }

    /// The same settings with other numbers of writers and connections, and another maximum wait for a connection.
    public PostgresSettings using(int otherWriters, int otherConnections, Duration otherReachWithin) {
        return new PostgresSettings(url, user, password, schema, otherWriters, otherConnections, otherReachWithin);
    }

    /// The address of the database, without secrets.
    public String place() {
        return address().toString();
    }

    public Address address() {
        return Address.of(url, user, password);
    }

    public Address migrationAddress() {
        return Address.of(schema.migrationUrl().orElse(url), user, password);
    }

    /// Hides the password, including a password in `url`.
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "PostgresSettings[%s, schema=%s, migration=%s, writers=%d, connections=%d]",
                address(),
                schema.name().orElse("default"),
                schema.migration(),
                writers,
                connections);
    }

    /// The address of a database in the form that the JDBC driver accepts.
    public record Address(String jdbcUrl, Optional<String> user, Optional<String> password) {
        private static final String JDBC = "jdbc:";

        static Address of(String url, Optional<String> user, Optional<String> password) {
            if (url.startsWith(JDBC)) {
                return new Address(url, user, password);
            }
            URI uri = URI.create(url);
            boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (!known || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "a database's address begins with postgresql:// or" + " jdbc:postgresql:// and names a host");
            }
            String[] info = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return new Address(
                    JDBC + "postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                    user.or(() -> part(info, 0)),
                    password.or(() -> part(info, 1)));
        }

        private static Optional<String> part(String[] info, int index) {
            return info.length > index
                    ? Optional.of(URLDecoder.decode(info[index].replace("+", "%2B"), StandardCharsets.UTF_8))
                    : Optional.empty();
        }

        /// Hides the options, which may contain a password.
        @Override
        public String toString() {
            return jdbcUrl.replaceFirst("\\?.*", "");
        }
    }
}
