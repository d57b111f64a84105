package io.vestnik.bootstrap;

import java.io.Console;
import java.util.Optional;

/// Asks the operator a question before an action that cannot be undone.
@FunctionalInterface
interface Question {
    /// Prints the question and reads the answer.
    ///
    /// @return the line of the operator, empty at the end of the input; absent if there is no terminal to ask on
    Optional<String> ask(String question);

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
