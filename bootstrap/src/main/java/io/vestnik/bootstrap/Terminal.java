package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.SettingsException;
import java.io.PrintWriter;
import java.io.Writer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// The program's output for its operator.
final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;

    Terminal(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /// Reports the begin of a slow step.
    void step(String what) {
        out.println("· " + what);
    }

    /// A terminal that omits steps, for output that a program reads.
    Terminal withoutSteps() {
        return new Terminal(new PrintWriter(Writer.nullWriter()), err);
    }

    void say(String line) {
        out.println(line);
    }

    /// Reports progress on the error output, so that a program can read the command's result from the standard output.
    void aside(String line) {
        err.println(line);
    }

    /// A progress bar on the error output: redrawn on a terminal, otherwise one line for every tenth.
    @SuppressWarnings("SystemConsoleNull") // a bar in a file, on JDKs whose console is no terminal, does no harm
    ProgressBar bar() {
        return new ProgressBar(err, System.console() != null && System.getenv("TERM") != null);
    }

    /// Reports why a command was not executed.
    void complain(String why) {
        err.println("vestnik: " + why);
    }

    /// Reports a failed part of the store. The command then fails with its next change.
    void componentFailed(String component, Throwable error) {
        complain(component + " has failed: " + error);
    }

    /// Reports in one sentence why the program ends; an unexpected failure is logged with its stack trace.
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
