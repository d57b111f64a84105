package io.vestnik.bootstrap;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Asks the operator a question before an action that cannot be undone.
@FunctionalInterface
interface Question {
    /// The answers that mean yes.
    Set<String> YES = Set.of("y", "yes");

    /// Prints the question and reads the answer.
    ///
    /// @return the line of the operator, empty at the end of the input; absent if there is no terminal to ask on
    Optional<String> ask(String question);

    /// Asks for a yes or a no. Every answer but `y` and `yes` means no.
    ///
    /// @return whether the answer is yes; absent if there is no terminal to ask on
    default Optional<Boolean> confirm(String question) {
        return ask(question + " [y/N] ").map(answer -> YES.contains(answer.toLowerCase(Locale.ROOT)));
    }

    /// Asks on the terminal of this process.
    @SuppressWarnings("SystemConsoleNull") // `Main` selects the console that is null without a terminal
    static Optional<String> onTerminal(String question) {
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        String line = console.readLine("%s", question);
        return Optional.of(line == null ? "" : line.strip());
    }
}
