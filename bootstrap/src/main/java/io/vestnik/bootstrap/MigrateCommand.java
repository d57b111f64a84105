package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.postgres.PostgresStore;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Migrates the schema of the database to the current version.
@Command(
        name = "migrate",
        description = "Migrates the database's schema to the current version.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MigrateCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    MigrateCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() throws SettingsException {
        Settings settings = SettingOptions.read(spec, environment);
        Logs.configure(settings.logFormat());
        try (Database database = Database.openForCommand(settings, terminal)) {
            int done = database.use(PostgresStore::migrate);
            terminal.print(
                    done == 0
                            ? "the schema is up to date"
                            : String.format(Locale.ROOT, "the schema is up to date after %d steps", done));
            return 0;
        }
    }
}
