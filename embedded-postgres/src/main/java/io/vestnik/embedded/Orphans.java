package io.vestnik.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The servers for tests whose JVM was killed: nobody will start on their directories again, so they are stopped and
/// thrown away by whoever starts next.
final class Orphans {
    /// Its clients are dead: nothing keeps a server from stopping at once.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Orphans() {}

    /// Sweeps them out of a directory.
    ///
    /// @param glob which of its directories belong to servers for tests
    static void sweep(Path directory, String glob) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(directory, glob)) {
            for (Path dataDirectory : homes) {
                sweep(dataDirectory);
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // Somebody else's, or gone meanwhile: whoever may throw it away does.
            return;
        }
    }

    private static void sweep(Path dataDirectory) throws IOException {
        Path home = dataDirectory.resolve("postgres");
        // Whoever starts a server has taken the lock long before this file is there.
        if (!Files.isWritable(home.resolve("lock")) || !Files.exists(Postmaster.file(Cluster.directory(home)))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            if (taken != null) {
                Postmaster.of(Cluster.directory(home))
                        .filter(Postmaster::isAlive)
                        .flatMap(postmaster -> ProcessHandle.of(postmaster.pid()))
                        .ifPresent(Orphans::stop);
                PrivateFiles.delete(dataDirectory);
            }
        } catch (OverlappingFileLockException ours) {
            // It is in use by this very process.
            return;
        }
    }

    private static void stop(ProcessHandle server) {
        server.destroy();
        try {
            server.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            server.destroyForcibly();
        }
    }
}
