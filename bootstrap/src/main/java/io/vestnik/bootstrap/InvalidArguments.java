package io.vestnik.bootstrap;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reports an invalid command line in two lines: the problem, with the name that was probably meant, and the command
/// that prints the help.
final class InvalidArguments implements IParameterExceptionHandler {
    /// The maximum length of a word for which a similar name is searched; no name is longer.
    private static final int WORD_MAX = 40;

    /// The maximum number of edits between a word and the name that was probably meant. More edits turn a short name
    /// into any other.
    private static final int EDITS_MAX = 2;

    private final Terminal terminal;

    InvalidArguments(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String first = String.valueOf(problem.getMessage()).lines().findFirst().orElse("invalid arguments");
        terminal.printError(first
                + suggestion(problem)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse(""));
        terminal.printHint("see " + command.qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> suggestion(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? suggestion(
                        unmatched.getUnmatched().getFirst(),
                        problem.getCommandLine().getCommandSpec())
                : Optional.empty();
    }

    private static Optional<String> suggestion(String argument, CommandSpec command) {
        return argument.startsWith("-")
                ? nearest(
                        argument.replaceFirst("=.*", ""),
                        command.options().stream()
                                .filter(option -> !option.hidden())
                                .map(OptionSpec::longestName)
                                .toList())
                : nearest(argument, command.subcommands().keySet());
    }

    /// The name with the fewest edits from a word, if there are few.
    private static Optional<String> nearest(String word, Collection<String> names) {
        return word.length() > WORD_MAX
                ? Optional.empty()
                : names.stream()
                        .filter(name -> distance(word, name) <= EDITS_MAX)
                        .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    /// The number of edits that turn one word into the other: inserted, removed and replaced characters, and exchanged
    /// neighbours.
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], 1 + edits[i - 2][j - 2]);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
