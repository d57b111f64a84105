package io.vestnik.bootstrap;

import io.vestnik.load.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that does not outlive its parent process. The server ends when its standard input is closed. The operating
/// system closes this input when the parent process ends, even if the parent is killed. At its end, the server deletes
/// its data directory.
final class TemporaryRun {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryRun.class);

    private final Path dataDirectory;

    private TemporaryRun(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /// Prepares a temporary server on a data directory, which must be empty or absent.
    ///
    /// @throws StartFailedException if the directory is not empty or cannot be read
    static TemporaryRun on(Path dataDirectory) {
        if (!isEmptyOrAbsent(dataDirectory)) {
            throw new StartFailedException(
                    dataDirectory + " is not empty, and a temporary server would delete it at its end");
        }
        return new TemporaryRun(dataDirectory);
    }

    private static boolean isEmptyOrAbsent(Path directory) {
        if (!Files.exists(directory)) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            throw new StartFailedException("cannot read the data directory: " + FileProblem.describe(e), e);
        }
    }

    /// Ends the process with code 0 at the end of `input`. A shutdown hook that calls [#end] must already be
    /// registered.
    static void endWith(InputStream input) {
        Thread.ofPlatform().name("standard-input").daemon().start(() -> {
            try {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.debug("event=standard_input_failed", e);
            }
            System.exit(0);
        });
    }

    /// Deletes the data directory. The server must be stopped before.
    void end() {
        Directories.remove(dataDirectory);
    }
}
