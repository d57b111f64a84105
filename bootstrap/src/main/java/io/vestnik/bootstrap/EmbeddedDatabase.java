package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.embedded.EmbeddedPostgresException;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.Optional;
import java.util.function.Supplier;

/// The embedded database. Only this class refers to the library of the embedded database. A program without this
/// library, such as the one in the container image, therefore works with an external database.
final class EmbeddedDatabase {
    /// The maximum time of a start on existing data. The compiler copies the value into the classes that use it, so
    /// they do not refer to the library.
    static final int START_SECONDS_MAX = EmbeddedPostgres.START_SECONDS_MAX;

    private EmbeddedDatabase() {}

    /// The embedded database, which runs until `stop` is called.
    record Started(PostgresSettings settings, Runnable stop) {}

    /// Starts the embedded database on the data directory, for a server.
    ///
    /// @throws DatabaseInUseException if a command uses the data directory
    /// @throws StartFailedException if the database cannot be started; the message is the reason
    static Started start(Settings settings, Terminal terminal) {
        return started(() -> EmbeddedPostgres.start(settings.dataDirectory(), terminal::step));
    }

    /// Like [#start], for a command.
    static Started startForCommand(Settings settings, Terminal terminal) {
        return started(() -> EmbeddedPostgres.startForCommand(settings.dataDirectory(), terminal::step));
    }

    private static Started started(Supplier<EmbeddedPostgres> start) {
        try {
            EmbeddedPostgres started = start.get();
            return new Started(at(started.address()), started::close);
        } catch (EmbeddedPostgresException e) {
            throw e.isUsedByCommand() ? new DatabaseInUseException(e) : new StartFailedException(e);
        }
    }

    /// Whether the data directory has an embedded database, running or not.
    static boolean exists(Settings settings) {
        return EmbeddedPostgres.exists(settings.dataDirectory());
    }

    /// The address of the embedded database if another process runs it on the data directory; empty if no process does.
    ///
    /// @throws StartFailedException if it cannot be found out whether the database runs; the message is the reason
    static Optional<PostgresSettings> running(Settings settings) {
        try {
            return EmbeddedPostgres.join(settings.dataDirectory()).map(EmbeddedDatabase::at);
        } catch (EmbeddedPostgresException e) {
            throw new StartFailedException(e);
        }
    }

    private static PostgresSettings at(DatabaseAddress address) {
        return PostgresSettings.at(address.jdbcUrl()).as(Optional.of(address.user()), Optional.of(address.password()));
    }
}
