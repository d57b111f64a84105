package io.vestnik.bootstrap;

import io.vestnik.bootstrap.PasswordPrompt.Input;
import io.vestnik.bootstrap.settings.Setting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `vestnik`.
@Command(
        name = "vestnik",
        description = "A messenger server: an acknowledged message is never lost, doubled or reordered.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main {
    private Main() {}

    /// Runs the command that the arguments name, or `serve` if they name none, and exits with the exit code of the
    /// command.
    public static void main(String[] args) {
        ignoreTheDefaultsOfTheMachine();
        // By default, JDK 22 to 24 have a console also without a terminal: a piped password would be asked for twice.
        System.setProperty("jdk.console", "java.base");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, System.getenv(), out, err));
    }

    /// Makes the program independent of the machine's locale and time zone, which would affect stored data, sent data
    /// and the texts of libraries. The PostgreSQL driver also sends the default time zone to the database, which
    /// refuses the connection if it does not know the zone.
    private static void ignoreTheDefaultsOfTheMachine() {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    /// Runs a command.
    ///
    /// @return 0 = done, 1 = failed with a sentence on `err`, 2 = the command line or the settings are invalid, 3 = the
    ///     limits of the server distorted a run of `load`
    public static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        Terminal terminal = new Terminal(out, err);
        CommandLine line = commandLine(terminal, environment).setOut(out).setErr(err);
        boolean nameless = args.length == 0 || (args[0].startsWith("--") && !isOwnOption(args[0]));
        return nameless ? serve(line, args) : line.execute(args);
    }

    /// Makes the command line with all commands.
    static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        DatabaseAdministration administration = new DatabaseAdministration(terminal, environment);
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new HelpCommand());
        line.addSubcommand(
                SettingOptions.commandLine(new ServeCommand(terminal, environment), EnumSet.allOf(Setting.class)));
        line.addSubcommand(databaseCommand(new MigrateCommand(terminal, environment)));
        line.addSubcommand(databaseCommand(new UserCommand(
                terminal,
                administration,
                new PasswordPrompt(Input::ofThisProcess),
                new PasswordGenerator(new SecureRandom()),
                Question::onTerminal)));
        line.addSubcommand(databaseCommand(new GroupCommand(terminal, administration)));
        line.addSubcommand(LoadCommand.commandLine(terminal));
        EnumSet<Setting> demo = EnumSet.of(Setting.MIGRATE);
        demo.addAll(SettingOptions.DATABASE);
        line.addSubcommand(
                SettingOptions.commandLine(new DemoCommand(terminal, environment, Question::onTerminal), demo));
        line.addSubcommand(databaseCommand(new BackupCommand(terminal, environment, StandardStreams::ofThisProcess)));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(new InvalidArguments(terminal));
        line.setExecutionExceptionHandler((failure, command, parsed) -> terminal.failed(failure));
        HelpLayout.apply(line);
        return line;
    }

    private static CommandLine databaseCommand(Object command) {
        return SettingOptions.commandLine(command, SettingOptions.DATABASE);
    }

    private static boolean isOwnOption(String arg) {
        return arg.equals("--help") || arg.equals("--version");
    }

    private static int serve(CommandLine line, String[] args) {
        String[] named = new String[args.length + 1];
        named[0] = "serve";
        System.arraycopy(args, 0, named, 1, args.length);
        return line.execute(named);
    }
}
