package io.vestnik.bootstrap;

import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The layout of `--help`: a short synopsis, the options of the command itself, and below them the settings.
final class HelpLayout {
    private static final String SETTINGS = "Settings, also read from the environment (--data-dir is VESTNIK_DATA_DIR):";

    private HelpLayout() {}

    /// Applies the layout to a command and all its subcommands.
    static void apply(CommandLine command) {
        command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        command.getSubcommands().values().forEach(HelpLayout::apply);
    }

    private static String options(Help help) {
        List<OptionSpec> settings = options(help, SettingOptions::isSetting);
        String own = help.optionListExcludingGroups(options(help, option -> !SettingOptions.isSetting(option)));
        return settings.isEmpty() ? own : String.join("\n", own, SETTINGS, help.optionListExcludingGroups(settings));
    }

    private static List<OptionSpec> options(Help help, Predicate<OptionSpec> wanted) {
        return help.commandSpec().options().stream().filter(wanted).toList();
    }
}
