package io.vestnik.faults;

import java.io.IOException;
import java.nio.file.Path;

/// Copies directories with data of PostgreSQL.
public final class DataDirectories {
    private DataDirectories() {}

    /// Copies a directory of which no process uses the data, with the owners and permissions of its files, which
    /// PostgreSQL checks.
    ///
    /// @param to must not exist
    public static void copy(Path from, Path to) {
        try {
            int code = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("cp from " + from + " to " + to + " ended with code " + code);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run cp", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
