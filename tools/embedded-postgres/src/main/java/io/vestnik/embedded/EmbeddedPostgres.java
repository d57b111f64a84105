package io.vestnik.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A private PostgreSQL server, with its data under a data directory, that runs until it is closed.
///
/// It survives a crash of Java: the next start on the same directory stops the remaining server and finds all committed
/// data. Only one process at a time runs it; others may [#join] it.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final int PASSWORD_BYTES = 24;

    private final Cluster cluster;
    private final DatabaseAddress address;
    private final FileChannel lock;

    private EmbeddedPostgres(Cluster cluster, DatabaseAddress address, FileChannel lock) {
        this.cluster = cluster;
        this.address = address;
        this.lock = lock;
    }

    /// Starts the server for this data directory and creates whatever is missing.
    ///
    /// @throws EmbeddedPostgresException with one sentence: another process already runs it, the directory is not
    ///     writable, there are no programs for this machine, or the server does not start
    public static EmbeddedPostgres start(Path dataDirectory, Progress progress) {
        return start(dataDirectory, ServerSettings.DURABLE, progress, Optional.empty());
    }

    /// A server for tests, shared by the whole JVM. It keeps no data and runs without durability, for speed.
    public static TemporaryPostgres temporary() {
        return TemporaryPostgres.shared();
    }

    /// Finds the server that another process runs on this data directory. Empty if there is none.
    public static Optional<DatabaseAddress> join(Path dataDirectory) {
        Path home = home(dataDirectory);
        try {
            Optional<Postmaster> running =
                    Postmaster.of(Cluster.directory(home)).filter(Postmaster::isAlive);
            if (running.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(address(running.get(), Files.readString(Cluster.password(home))));
        } catch (IOException failure) {
            throw cannotUse(home, failure);
        }
    }

    static EmbeddedPostgres start(
            Path dataDirectory, ServerSettings settings, Progress progress, Optional<Path> programsDirectory) {
        return start(dataDirectory, settings, progress, programsDirectory, null);
    }

    static EmbeddedPostgres start(
            Path dataDirectory,
            ServerSettings settings,
            Progress progress,
            Optional<Path> programsDirectory,
            @Nullable RunAs wanted) {
        Path home = home(dataDirectory);
        FileChannel lock = null;
        try {
            PrivateFiles.directory(home);
            lock = lock(home, dataDirectory);
            RunAs runAs = wanted == null ? RunAs.thatWorks() : wanted;
            Programs programs = Programs.unpacked(programsDirectory.orElse(home), progress);
            String password = password(home);
            Cluster cluster = new Cluster(home, programs, runAs, settings);
            cluster.stopAnOrphan(progress);
            cluster.create(progress);
            EmbeddedPostgres started = new EmbeddedPostgres(cluster, address(cluster.start(progress), password), lock);
            lock = null;
            return started;
        } catch (IOException failure) {
            throw cannotUse(home, failure);
        } finally {
            closeQuietly(lock);
        }
    }

    /// The address to connect to.
    public DatabaseAddress address() {
        return address;
    }

    /// Stops the server and waits for its end. Committed data is kept. A second call does nothing.
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try (lock) {
            cluster.stop();
        } catch (IOException failure) {
            throw new EmbeddedPostgresException("PostgreSQL cannot be stopped: " + failure.getMessage(), failure);
        }
    }

    private static Path home(Path dataDirectory) {
        return dataDirectory.toAbsolutePath().normalize().resolve("postgres");
    }

    private static DatabaseAddress address(Postmaster running, String password) {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + running.port() + "/" + Cluster.DATABASE, Cluster.USER, password);
    }

    private static FileChannel lock(Path home, Path dataDirectory) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return channel;
            }
        } catch (OverlappingFileLockException takenByThisProcess) {
            // handled like a lock held by another process
        }
        channel.close();
        throw new EmbeddedPostgresException("another server is running on the data directory " + dataDirectory
                + ": stop it, or choose another with VESTNIK_DATA_DIR");
    }

    private static String password(Path home) throws IOException {
        Path file = Cluster.password(home);
        if (!Files.exists(file)) {
            byte[] secret = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(secret);
            PrivateFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        }
        return Files.readString(file);
    }

    private static EmbeddedPostgresException cannotUse(Path home, IOException failure) {
        String reason = failure instanceof AccessDeniedException denied
                ? "permission denied: " + denied.getFile()
                : failure.getMessage();
        return new EmbeddedPostgresException("cannot keep a database in " + home + ": " + reason, failure);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException unimportant) {
                // the process releases the lock at its end at the latest
            }
        }
    }
}
