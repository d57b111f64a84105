package io.vestnik.bootstrap;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.security.Argon2Hasher;
import java.util.Map;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;

/// Gives access to the accounts and groups in the database of the settings, even while a server runs on the same
/// database. The database has to exist already, with the schema of this release.
final class DatabaseAdministration implements AdministrationAccess {
    private final Terminal terminal;
    private final Map<String, String> environment;

    DatabaseAdministration(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public int with(CommandSpec spec, ToIntFunction<Administer> work) throws SettingsException {
        Settings settings = SettingOptions.read(spec, environment);
        Logs.configure(settings.logFormat());
        try (Database database = Database.existing(settings, terminal.withoutSteps());
                PostgresStore store = database.use(at -> PostgresStore.open(at, terminal::componentFailed));
                HashingPool hashing = new HashingPool(new Argon2Hasher(), 1, SystemRuntime.INSTANCE)) {
            return work.applyAsInt(Administer.over(
                    store.users(),
                    store.devices(),
                    store.chats(),
                    hashing,
                    UuidCreator::getTimeOrderedEpoch,
                    SystemRuntime.INSTANCE));
        }
    }
}
