package io.vestnik.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Processes that are suspended with `SIGSTOP` until [#close], which sends `SIGCONT`.
///
/// A shell sends both signals. It sends `SIGCONT` when its input ends, so the processes continue even if this JVM is
/// killed. Only for systems with a POSIX shell.
public final class Suspension implements AutoCloseable {
    private static final int CONTINUE_SECONDS_MAX = 10;
    private static final String SUSPENDED = "suspended";

    /// A process that has ended meanwhile is no error.
    private static final String SCRIPT = "kill -STOP \"$@\" 2>/dev/null; echo " + SUSPENDED
            + "; read -r line; kill -CONT \"$@\" 2>/dev/null; exit 0";

    private final Process shell;

    private Suspension(Process shell) {
        this.shell = shell;
    }

    /// Suspends processes. Returns after the signals were sent.
    ///
    /// @throws IllegalArgumentException if there is no process
    public static Suspension of(Collection<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            throw new IllegalArgumentException("no process to suspend");
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            Process shell =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            if (!SUSPENDED.equals(line)) {
                shell.destroyForcibly();
                throw new IllegalStateException("the processes were not suspended: " + line);
            }
            return new Suspension(shell);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets the processes continue. A second call has no effect.
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(CONTINUE_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the shell that sends SIGCONT does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            // The shell continues the processes in any case, since its input has ended.
            Thread.currentThread().interrupt();
        }
    }
}
