package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.embedded.EmbeddedPostgresException;
import io.vestnik.postgres.PostgresSettings;
import io.vestnik.postgres.PostgresSettings.Migration;
import io.vestnik.postgres.SchemaOutdatedException;
import java.util.Optional;
import java.util.function.Function;

/// The database that the settings name: an external one, or the embedded one, which runs until this is closed.
final class Database implements AutoCloseable {
    private final PostgresSettings settings;
    private final Optional<EmbeddedPostgres> embedded;

    private Database(PostgresSettings settings, Optional<EmbeddedPostgres> embedded) {
        this.settings = settings;
        this.embedded = embedded;
    }

    /// Starts the embedded database, or takes the external one's address.
    static Database open(Settings settings, Terminal terminal) {
        Migration migration = switch (settings.migration()) {
            case AUTO -> Migration.AUTO;
            case OFF -> Migration.OFF;
        };
        if (settings.database().isPresent()) {
            Settings.Database external = settings.database().get();
            PostgresSettings at = PostgresSettings.at(external.url())
                    .as(external.user(), external.password())
                    .migrating(migration, external.migrationUrl());
            terminal.step("using the database at " + at.place());
            return new Database(at, Optional.empty());
        }
        terminal.step("starting PostgreSQL in " + settings.dataDirectory());
        try {
            EmbeddedPostgres started = EmbeddedPostgres.start(settings.dataDirectory(), terminal::step);
            DatabaseAddress address = started.address();
            PostgresSettings at = PostgresSettings.at(address.jdbcUrl())
                    .as(Optional.of(address.user()), Optional.of(address.password()))
                    .migrating(migration, Optional.empty());
            return new Database(at, Optional.of(started));
        } catch (EmbeddedPostgresException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }

    /// As [#open], but where another process runs the embedded database, that one is used and left running.
    static Database join(Settings settings, Terminal terminal) {
        if (settings.database().isPresent()) {
            return open(settings, terminal);
        }
        try {
            return EmbeddedPostgres.join(settings.dataDirectory())
                    .map(address -> new Database(
                            PostgresSettings.at(address.jdbcUrl())
                                    .as(Optional.of(address.user()), Optional.of(address.password())),
                            Optional.empty()))
                    .orElseGet(() -> open(settings, terminal));
        } catch (EmbeddedPostgresException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }

    /// Does something with the database, saying in a sentence when it cannot be used.
    <T> T use(Function<PostgresSettings, T> action) {
        try {
            return action.apply(settings);
        } catch (StoreUnavailableException e) {
            throw new StartFailedException(
                    "the database at " + settings.place() + " cannot be reached: " + reason(e), e);
        } catch (SchemaOutdatedException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedPostgres::close);
    }
}
