package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// Adds settings to a command as flags, and reads them.
final class SettingOptions {
    /// The settings of every command that opens the database. The other settings have an effect on the server only.
    static final Set<Setting> DATABASE = Collections.unmodifiableSet(EnumSet.of(
            Setting.DATA_DIR,
            Setting.DATABASE_URL,
            Setting.DATABASE_USER,
            Setting.DATABASE_PASSWORD,
            Setting.MIGRATION_URL,
            Setting.LOG_FORMAT));

    private static final Set<String> FLAGS =
            Arrays.stream(Setting.values()).map(Setting::flag).collect(Collectors.toUnmodifiableSet());

    private SettingOptions() {}

    /// Makes the command line of a command, with a flag for each of the settings.
    static CommandLine commandLine(Object command, Set<Setting> settings) {
        CommandLine line = new CommandLine(command);
        CommandSpec spec = line.getCommandSpec();
        for (Setting setting : settings) {
            String byDefault = setting.byDefault().isEmpty() ? "" : " (default: " + setting.byDefault() + ")";
            spec.addOption(OptionSpec.builder(setting.flag())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .scopeType(ScopeType.INHERIT)
                    .description(setting.meaning().replace("%", "%%") + byDefault)
                    .build());
        }
        return line;
    }

    /// Whether an option is the flag of a setting.
    static boolean isSetting(OptionSpec option) {
        return FLAGS.contains(option.longestName());
    }

    /// Reads the settings from the parsed flags and the environment variables. The environment is read and checked
    /// completely, also for settings that are no flags of the command.
    static Settings read(CommandSpec spec, Map<String, String> environment) throws SettingsException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            OptionSpec option = spec.findOption(setting.flag());
            String value = option == null ? null : option.getValue();
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return SettingsReader.read(flags, environment);
    }
}
