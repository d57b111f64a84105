package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.PostgresSettings.Migration;
import io.vestnik.postgres.schema.SchemaOutdatedException;
import io.vestnik.postgres.schema.SchemaRefusedException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The database that the settings name: an external one, or the embedded one. The embedded one runs until this object
/// is closed.
final class Database implements AutoCloseable {
    private final PostgresSettings settings;
    private final Runnable stop;

    private Database(PostgresSettings settings, Runnable stop) {
        this.settings = settings;
        this.stop = stop;
    }

    /// Starts the embedded database, and makes it if there is none; or uses the external one if the settings name it.
    /// For a server, which closes it also when a signal ends the process.
    ///
    /// @param wait how to wait while a command uses the embedded database
    static Database openForServer(Settings settings, Terminal terminal, CommandWait wait) {
        return wait.start(
                () -> open(settings, terminal, () -> EmbeddedDatabase.start(settings, terminal)),
                () -> terminal.step("waiting for the command that uses " + settings.dataDirectory()));
    }

    private static Database open(Settings settings, Terminal terminal, Supplier<EmbeddedDatabase.Started> start) {
        if (settings.database().isPresent()) {
            Settings.Database external = settings.database().get();
            PostgresSettings at = PostgresSettings.at(external.url())
                    .as(external.user(), external.password())
                    .migrating(migration(settings), external.migrationUrl());
            terminal.step("using the database at " + at.place());
            return new Database(at, () -> {});
        }
        EmbeddedDatabase.Started started = embedded(start);
        return new Database(started.settings().migrating(migration(settings), Optional.empty()), started.stop());
    }

    /// Like [#openForServer], for a command without a shutdown hook of its own: a signal that ends the process also
    /// stops the embedded database. Does not wait for another command.
    ///
    /// @throws StoppedException if a signal came during the start; the database is stopped
    static Database openForCommand(Settings settings, Terminal terminal) {
        Supplier<Database> open =
                () -> open(settings, terminal, () -> EmbeddedDatabase.startForCommand(settings, terminal));
        if (settings.database().isPresent()) {
            return open.get();
        }
        StopGuard guard = new StopGuard(terminal);
        try {
            Database opened = guard.start(open, Database::close);
            return new Database(opened.settings, guard::close);
        } catch (RuntimeException | Error e) {
            guard.close();
            throw e;
        }
    }

    private static Migration migration(Settings settings) {
        return switch (settings.migration()) {
            case AUTO -> Migration.AUTO;
            case OFF -> Migration.OFF;
        };
    }

    /// Like [#openForCommand], but if another process already runs the embedded database, uses that database and leaves
    /// it running.
    static Database join(Settings settings, Terminal terminal) {
        if (settings.database().isPresent()) {
            return openForCommand(settings, terminal);
        }
        return embedded(() -> EmbeddedDatabase.running(settings))
                .map(at -> new Database(at.migrating(migration(settings), Optional.empty()), () -> {}))
                .orElseGet(() -> openForCommand(settings, terminal));
    }

    /// Like [#join], but makes no database, and only checks the schema: an operator task must not change the schema
    /// under a running server of another release.
    ///
    /// @throws StartFailedException if the data directory has no database
    static Database existing(Settings settings, Terminal terminal) {
        if (settings.database().isEmpty() && !embedded(() -> EmbeddedDatabase.exists(settings))) {
            throw new StartFailedException("there is no database in " + settings.dataDirectory()
                    + ": start the server once, or name its directory with --data-dir");
        }
        Database found = join(settings, terminal);
        return new Database(
                found.settings.migrating(Migration.OFF, found.settings.schema().migrationUrl()), found.stop);
    }

    /// Whether another process runs the embedded database of the settings.
    static boolean runsElsewhere(Settings settings) {
        return settings.database().isEmpty()
                && embedded(() -> EmbeddedDatabase.running(settings)).isPresent();
    }

    private static <T> T embedded(Supplier<T> action) {
        try {
            return action.get();
        } catch (NoClassDefFoundError e) {
            throw new StartFailedException("this build has no embedded database: set VESTNIK_DATABASE_URL", e);
        }
    }

    /// Runs an action on the database.
    ///
    /// @throws StartFailedException with the reason, if the database cannot be reached, or its schema does not fit
    <T> T use(Function<PostgresSettings, T> action) {
        try {
            return action.apply(settings);
        } catch (StoreUnavailableException e) {
            throw new StartFailedException(
                    "the database at " + settings.place() + " cannot be reached: " + reason(e), e);
        } catch (SchemaOutdatedException | SchemaRefusedException e) {
            throw new StartFailedException(e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnknownHostException
                ? "unknown host " + root.getMessage()
                : String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        stop.run();
    }
}
