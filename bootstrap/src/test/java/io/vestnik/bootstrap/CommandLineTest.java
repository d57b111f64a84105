package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.load.Scenario;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Tests the help and the errors of the command line, for every command and subcommand.
class CommandLineTest {
    private static final Pattern FLAG = Pattern.compile("--[a-z-]+");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return Main.run(words, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /// Returns the words of all commands and subcommands, separated by spaces.
    static List<String> commands() {
        Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return subcommands(Main.commandLine(terminal, Map.of())).toList();
    }

    private static Stream<String> subcommands(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(entry.getKey()),
                        subcommands(entry.getValue()).map(words -> entry.getKey() + " " + words)));
    }

    private static String[] words(String command, String... more) {
        return Stream.concat(Arrays.stream(command.split(" ", -1)), Arrays.stream(more))
                .toArray(String[]::new);
    }

    /// The settings that a command uses. A new command has none until it is added here.
    private static Set<Setting> settings(String command) {
        return switch (command.replaceFirst(" .*", "")) {
            case "serve" -> EnumSet.allOf(Setting.class);
            case "migrate", "user", "group", "backup" -> SettingOptions.DATABASE;
            case "demo" -> {
                EnumSet<Setting> demo = EnumSet.copyOf(SettingOptions.DATABASE);
                demo.add(Setting.MIGRATE);
                yield demo;
            }
            default -> EnumSet.noneOf(Setting.class);
        };
    }

    private static List<String> flags(Collection<Setting> settings) {
        return settings.stream().map(Setting::flag).toList();
    }

    @Test
    void all_levels_of_commands_are_tested() {
        assertThat(commands()).contains("help", "serve", "load", "user", "user add", "user list", "group owner");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_prints_its_help_with_its_own_options_only(String command) {
        assertThat(run(words(command, "--help"))).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).startsWith("Usage: vestnik " + command + " ");
        Set<String> all = Set.copyOf(flags(EnumSet.allOf(Setting.class)));
        assertThat(FLAG.matcher(out.toString().replace("(--data-dir is", "("))
                        .results()
                        .map(found -> found.group()))
                .filteredOn(all::contains)
                .containsExactlyInAnyOrderElementsOf(flags(settings(command)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void the_help_states_the_defaults_of_the_settings(String command) {
        run(words(command, "--help"));

        String text = out.toString().replaceAll("\\s+", " ");
        assertThat(settings(command))
                .filteredOn(setting -> !setting.byDefault().isEmpty())
                .allSatisfy(setting -> assertThat(text)
                        .contains(setting.flag() + "=VALUE")
                        .contains("(default: " + setting.byDefault() + ")"));
    }

    @Test
    void the_help_of_load_explains_every_scenario_and_option_with_its_default() {
        run("load", "--help");

        String text = out.toString().replaceAll("\\s+", " ");
        assertThat(Scenario.values())
                .allSatisfy(scenario -> assertThat(text)
                        .contains(String.format(
                                Locale.ROOT,
                                " %s --people %d --window %d --warm-up %d --duration %d %s",
                                scenario.name().toLowerCase(Locale.ROOT),
                                scenario.people(),
                                scenario.window(),
                                scenario.warmUp().toSeconds(),
                                scenario.duration().toSeconds(),
                                scenario.meaning())));
        assertThat(load().getCommandSpec().options())
                .filteredOn(option ->
                        option.arity().max() > 0 && !option.longestName().equals("--server-pid"))
                .hasSize(10)
                .allSatisfy(option ->
                        assertThat(String.join(" ", option.description())).contains("(default: "));
    }

    private static CommandLine load() {
        Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return LoadCommand.commandLine(terminal);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_with_the_words_of_a_command_prints_the_same_help(String command) {
        run(words(command, "--help"));
        String expected = out.toString();
        out.getBuffer().setLength(0);

        assertThat(run(words("help " + command))).isZero();
        assertThat(out.toString()).isEqualTo(expected);
    }

    @Test
    void help_lists_the_commands_and_rejects_other_words() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).contains("serve", "migrate", "user", "group", "load", "demo", "backup");

        assertThat(run("help", "user", "nonsense")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("There is no command: user nonsense");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_wrong_flag_is_answered_with_one_line_and_a_hint(String command) {
        assertThat(run(words(command, "--nonsense"))).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString())
                .startsWith("vestnik: ")
                .endsWith(String.format(Locale.ROOT, "see vestnik %s --help%n", command));
    }

    @ParameterizedTest
    @CsvSource({
        "serve --prot=1, --port",
        "--prot=1, --port",
        "demo --mesages 5, --messages",
        "usr list, user",
        "user lst, list"
    })
    void a_misspelled_name_is_corrected(String line, String meant) {
        assertThat(run(words(line))).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString()).contains("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"serve --nonsense, --nonsense", "demo --port=1, --port", "user, subcommand", "backup, FILE"})
    void an_error_names_the_wrong_or_missing_argument(String line, String named) {
        assertThat(run(words(line))).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString()).contains(named).doesNotContain("did you mean");
        assertThat(err.toString().lines()).hasSize(2);
    }
}
