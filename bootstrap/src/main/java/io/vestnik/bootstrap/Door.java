package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;

/// Access to the accounts and groups of the settings' database.
@FunctionalInterface
interface Door {
    /// Opens the database, runs `work`, and closes the database.
    ///
    /// @param spec holds the settings given as flags
    /// @return the exit code, which `work` returned
    int with(CommandSpec spec, ToIntFunction<Administer> work) throws SettingsException;
}
