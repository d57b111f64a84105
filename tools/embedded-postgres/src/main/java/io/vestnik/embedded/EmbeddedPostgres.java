package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server for one program, with its data in a data directory. The server runs until this object is closed.
///
/// If the Java process crashes, the server keeps running. The next start on the same directory stops that server and
/// finds all committed data. Only one process at a time can start a server on a directory. Other processes may get the
/// address of the running server from [#join].
public final class EmbeddedPostgres implements AutoCloseable {
    /// The maximum time of a start on existing data: the stop of a server that an earlier process left behind, and the
    /// start of the new one.
    public static final int START_SECONDS_MAX = Cluster.START_SECONDS_MAX;

    private static final int PASSWORD_BYTES = 24;

    private final Cluster cluster;
    private final DatabaseAddress address;
    private final DataLock lock;

    private EmbeddedPostgres(Cluster cluster, DatabaseAddress address, DataLock lock) {
        this.cluster = cluster;
        this.address = address;
        this.lock = lock;
    }

    /// Starts the server of a data directory. Creates what does not exist yet. A start takes at most
    /// [#START_SECONDS_MAX], except that the first one also creates the database.
    ///
    /// @throws EmbeddedPostgresException if another process runs the server, the directory is not writable,
    ///     PostgreSQL's programs for this machine are missing, or the server does not start; the message is one
    ///     sentence
    public static EmbeddedPostgres start(Path dataDirectory, Progress progress) {
        return start(new Start(dataDirectory, ServerSettings.DURABLE, DataLock.Holder.SERVER), progress);
    }

    /// Like [#start], for a command, which ends by itself. Another process that tries to start the server meanwhile
    /// gets an exception for which [EmbeddedPostgresException#isUsedByCommand] is true.
    public static EmbeddedPostgres startForCommand(Path dataDirectory, Progress progress) {
        return start(new Start(dataDirectory, ServerSettings.DURABLE, DataLock.Holder.COMMAND), progress);
    }

    /// The server for tests, which all tests of this JVM share. For speed, its commits do not wait for the disk. Its
    /// data is deleted at the end of the JVM.
    public static TemporaryPostgres temporary() {
        return TemporaryPostgres.shared();
    }

    /// Whether a data directory has a database, running or not.
    public static boolean exists(Path dataDirectory) {
        return Files.exists(Cluster.directory(home(dataDirectory)));
    }

    /// The address of the server that another process runs on a data directory; empty if none runs.
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
        return start(new Start(dataDirectory, settings, DataLock.Holder.SERVER), progress, programsDirectory, null);
    }

    private static EmbeddedPostgres start(Start start, Progress progress) {
        return start(start, progress, Optional.empty(), null);
    }

    /// What is started.
    ///
    /// @param holder what this process is
    record Start(Path dataDirectory, ServerSettings settings, DataLock.Holder holder) {}

    static EmbeddedPostgres start(
            Start start, Progress progress, Optional<Path> programsDirectory, @Nullable RunAs wanted) {
        Path home = home(start.dataDirectory());
        DataLock lock = null;
        try {
            PrivateFiles.directory(home);
            lock = DataLock.take(home, start.dataDirectory(), start.holder());
            RunAs runAs = wanted == null ? RunAs.detect() : wanted;
            Programs programs = Programs.unpacked(programsDirectory.orElse(home), progress);
            String password = password(home);
            Cluster cluster = new Cluster(home, programs, runAs, start.settings());
            cluster.stopOrphan(progress);
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

    /// The address of the database.
    public DatabaseAddress address() {
        return address;
    }

    /// Stops the server and waits for its end. Committed data is kept. A second call has no effect.
    @Override
    public void close() {
        if (!lock.isHeld()) {
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

    private static void closeQuietly(@Nullable DataLock lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException unimportant) {
                // The operating system releases the lock at the end of the process at the latest.
            }
        }
    }
}
