package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;

/// Gives access to the accounts and groups in the database of the settings.
@FunctionalInterface
interface AdministrationAccess {
    /// Opens the database, runs `work`, and closes the database.
    ///
    /// @param spec the parsed command line, with the settings that were given as flags
    /// @return the exit code of the command, as `work` returned it
    int with(CommandSpec spec, ToIntFunction<Administer> work) throws SettingsException;
}
