package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;

/// The way to the accounts and groups that the settings name.
@FunctionalInterface
interface Door {
    /// Opens, works, closes.
    ///
    /// @param spec holds the settings that were given as flags
    /// @return what `work` returned: the exit code
    int with(CommandSpec spec, ToIntFunction<Administer> work) throws SettingsException;
}
