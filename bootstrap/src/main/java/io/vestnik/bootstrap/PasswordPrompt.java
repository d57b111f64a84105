package io.vestnik.bootstrap;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// Reads a password: from the terminal without echo, or from the first line of standard input if there is no terminal.
/// Passwords are never command-line arguments, since every user of the machine can read those.
final class PasswordPrompt implements Supplier<String> {
    @Override
    @SuppressWarnings("SystemConsoleNull") // a console without a terminal, as in some JDKs, reads standard input too
    public String get() {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new StartFailedException("the password cannot be read from the standard input", e);
        }
    }
}
