package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// Adds the settings to a command as flags, and reads them.
final class SettingOptions {
    private SettingOptions() {}

    /// Makes the command line of a command, with a flag for each setting.
    static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        CommandSpec spec = line.getCommandSpec();
        for (Setting setting : Setting.values()) {
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

    /// Reads the settings from the parsed flags and the environment variables.
    static Settings read(CommandSpec spec, Map<String, String> environment) throws SettingsException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = spec.findOption(setting.flag()).getValue();
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return SettingsReader.read(flags, environment);
    }
}
