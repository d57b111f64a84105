package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.load.LoadFailedException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Writes the program's output for the operator.
final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;
    private final AtomicBoolean interrupted;

    Terminal(PrintWriter out, PrintWriter err) {
        this(out, err, new AtomicBoolean());
    }

    private Terminal(PrintWriter out, PrintWriter err, AtomicBoolean interrupted) {
        this.out = out;
        this.err = err;
        this.interrupted = interrupted;
    }

    /// Reports the beginning of a slow step.
    void step(String what) {
        out.println("· " + what);
    }

    /// A copy that does not report steps, for commands whose output is read by a program.
    Terminal withoutSteps() {
        return new Terminal(new PrintWriter(Writer.nullWriter()), err, interrupted);
    }

    /// A copy that prints everything on the error output, for commands that write data to the standard output.
    Terminal onErrorOutput() {
        return new Terminal(err, err, interrupted);
    }

    void print(String line) {
        out.println(line);
    }

    /// Reports progress on the error output, so that the standard output contains only the result of the command.
    void printProgress(String line) {
        err.println(line);
    }

    /// Makes a progress bar on the error output. On a terminal the bar is redrawn; otherwise a line is printed for
    /// every tenth of the work.
    @SuppressWarnings("SystemConsoleNull") // a bar does no harm if the console is no terminal
    ProgressBar bar() {
        return new ProgressBar(err, System.console() != null && System.getenv("TERM") != null);
    }

    /// Reports that a signal ends the command. The failures that the interruption causes are not reported.
    void interrupt() {
        if (!interrupted.getAndSet(true)) {
            err.println("stopping");
        }
    }

    /// Reports why the program failed, or why it did not execute a command.
    void printError(String why) {
        if (!interrupted.get()) {
            err.println("vestnik: " + why);
        }
    }

    /// Prints, on the error output, what the operator can do about an error or a risk.
    void printHint(String hint) {
        err.println(hint);
    }

    /// Reports that a component of the store has failed. The command then fails at its next change.
    void componentFailed(String component, Throwable error) {
        printError(component + " has failed: " + error);
    }

    /// Reports in one sentence why the program ends. An unexpected failure is also logged with its stack trace.
    ///
    /// @return the exit code of the program
    int failed(Throwable failure) {
        if (interrupted.get()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        switch (failure) {
            case SettingsException wrong -> {
                err.println("vestnik cannot start with these settings:");
                wrong.problems().forEach(problem -> err.println("  " + problem));
                return CommandLine.ExitCode.USAGE;
            }
            case StartFailedException expected -> printError(String.valueOf(expected.getMessage()));
            case LoadFailedException expected -> printError(String.valueOf(expected.getMessage()));
            case StoreUnavailableException away ->
                printError("the database became unavailable: " + firstLine(away.getMessage()));
            case FileSystemException file -> printError(FileProblem.describe(file));
            case UncheckedIOException io
            when io.getCause() instanceof FileSystemException file -> printError(FileProblem.describe(file));
            default -> {
                printError("unexpected failure, see the log: " + firstLine(failure.toString()));
                LoggerFactory.getLogger(Terminal.class).error("event=failed", failure);
            }
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
