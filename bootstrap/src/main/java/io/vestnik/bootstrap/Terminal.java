package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.SettingsException;
import java.io.PrintWriter;
import java.io.Writer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// What the person who starts the program is told.
final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;

    Terminal(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /// Something that takes a while begins.
    void step(String what) {
        out.println("· " + what);
    }

    /// The same, silent about what takes a while: for output that a program reads.
    Terminal withoutSteps() {
        return new Terminal(new PrintWriter(Writer.nullWriter()), err);
    }

    void say(String line) {
        out.println(line);
    }

    /// How it goes, apart from what the command is for: to the error output, so that a program can read the other.
    void aside(String line) {
        err.println(line);
    }

    /// A bar that grows to the error output: redrawn for somebody who looks on, a line for every tenth otherwise.
    @SuppressWarnings("SystemConsoleNull") // where a JDK gives one that is no terminal, a bar in a file is no harm
    ProgressBar bar() {
        return new ProgressBar(err, System.console() != null && System.getenv("TERM") != null);
    }

    /// Says why what was asked for is not done.
    void complain(String why) {
        err.println("vestnik: " + why);
    }

    /// Reports a part of the store that cannot go on. The command then fails with its next change.
    void componentFailed(String component, Throwable error) {
        complain(component + " has failed: " + error);
    }

    /// Says in one sentence why the program ends; what was not expected goes to the log with its trace.
    ///
    /// @return the exit code
    int failed(Throwable failure) {
        switch (failure) {
            case SettingsException wrong -> {
                err.println("vestnik cannot start with these settings:");
                wrong.problems().forEach(problem -> err.println("  " + problem));
            }
            case StartFailedException expected -> err.println("vestnik cannot start: " + expected.getMessage());
            default -> {
                err.println("vestnik failed: " + failure);
                LoggerFactory.getLogger(Terminal.class).error("event=failed", failure);
            }
        }
        return failure instanceof SettingsException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
