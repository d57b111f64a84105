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

/// Removes test servers whose JVM was killed. No process will start a server on their directories again, so the next
/// JVM that starts a test server stops them and deletes their directories.
final class Orphans {
    /// The maximum time for the stop of a server; afterwards the server is killed. A stop is fast, since the clients
    /// are gone.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Orphans() {}

    /// Removes from a directory the test servers whose JVM was killed.
    ///
    /// @param glob the pattern of the names of test servers' directories
    static void sweep(Path directory, String glob) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(directory, glob)) {
            for (Path dataDirectory : homes) {
                sweep(dataDirectory);
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // The directory belongs to another user or was just deleted. A process of its owner removes the servers in
            // it.
            return;
        }
    }

    private static void sweep(Path dataDirectory) throws IOException {
        Path home = dataDirectory.resolve("postgres");
        // A directory without `postmaster.pid` is left alone, because a JVM may be starting a server there and may not
        // hold the lock yet. If the file exists, a JVM that is alive has taken the lock long before.
        if (!Files.isWritable(DataLock.file(home)) || !Files.exists(Postmaster.file(Cluster.directory(home)))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(DataLock.file(home), StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            if (taken != null) {
                Postmaster.of(Cluster.directory(home))
                        .filter(Postmaster::isAlive)
                        .flatMap(postmaster -> ProcessHandle.of(postmaster.pid()))
                        .ifPresent(Orphans::stop);
                PrivateFiles.delete(dataDirectory);
            }
        } catch (OverlappingFileLockException ours) {
            // This process uses the directory.
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
