package io.vestnik.bootstrap;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// Reads a password: from the terminal, twice and without echo, or from the first line of standard input if there is no
/// terminal. Passwords are never command-line arguments, since every user of the machine can read those.
final class PasswordPrompt implements Supplier<String> {
    private final Supplier<Input> input;

    /// @param input called when a password is needed
    PasswordPrompt(Supplier<Input> input) {
        this.input = input;
    }

    /// Reads lines of the operator.
    interface Input {
        /// Whether the operator types on a terminal, and may mistype.
        boolean typed();

        /// Reads the next line. A terminal prints the prompt first, and does not echo the line.
        ///
        /// @return an empty text at the end of the input
        String read(String prompt);

        /// The terminal of this process, or else its standard input.
        @SuppressWarnings("SystemConsoleNull") // `Main` selects the console that is null without a terminal
        static Input ofThisProcess() {
            Console console = System.console();
            return console == null ? new Piped(System.in) : new Typed(console);
        }
    }

    private record Typed(Console console) implements Input {
        @Override
        public boolean typed() {
            return true;
        }

        @Override
        public String read(String prompt) {
            char[] line = console.readPassword("%s", prompt);
            return line == null ? "" : new String(line);
        }
    }

    /// Reads from a pipe or a file.
    record Piped(InputStream stream) implements Input {
        @Override
        public boolean typed() {
            return false;
        }

        @Override
        public String read(String prompt) {
            try {
                String line = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)).readLine();
                return line == null ? "" : line;
            } catch (IOException e) {
                throw new StartFailedException("the password cannot be read from the standard input", e);
            }
        }
    }

    /// @throws StartFailedException if the two typed passwords differ, or the input cannot be read
    @Override
    public String get() {
        Input lines = input.get();
        String password = lines.read("Password: ");
        if (lines.typed() && !lines.read("Repeat the password: ").equals(password)) {
            throw new StartFailedException("the two passwords differ");
        }
        return password;
    }
}
