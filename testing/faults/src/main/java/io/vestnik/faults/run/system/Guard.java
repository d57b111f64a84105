package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A new temporary directory, and a shell process that guards it. When this JVM ends in any way, the shell kills the
/// processes whose command line names the directory, unmounts the file systems of [SmallDisk] and [VolatileDisk], and
/// removes the directory.
public final class Guard implements AutoCloseable {
    /// The shell ignores the signals of a terminal, which all processes of the run get. The name of the directory is
    /// random, so no other process has it in its command line.
    private static final String SCRIPT = """
        trap '' INT TERM HUP
        read -r line
        for file in $(grep -lsF -- "$1" /proc/[0-9]*/cmdline); do
          pid=${file#/proc/}
          pid=${pid%/cmdline}
          [ "$pid" = "$$" ] || kill -KILL "$pid" 2>/dev/null
        done
        sleep 0.5
        umount --lazy "$1/disk" 2>/dev/null
        for mounted in "$1"/volatile-*; do
          umount --lazy "$mounted" 2>/dev/null
        done
        rm -rf --one-file-system -- "$1"
        """;

    private final Path directory;
    private final Process shell;

    private Guard(Path directory, Process shell) {
        this.directory = directory;
        this.shell = shell;
    }

    /// Creates the directory, which all users can enter, and starts the shell.
    public static Guard start() {
        try {
            Path directory = Files.createTempDirectory("vestnik-faults-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "sh", directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Guard(directory, shell);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The guarded directory.
    public Path directory() {
        return directory;
    }

    /// Kills the processes that still run, removes the directory, and waits for that.
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
