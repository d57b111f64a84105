package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Creates, starts and stops one PostgreSQL cluster with PostgreSQL's own programs. The home directory of a cluster
/// contains its data, its password and its log.
final class Cluster {
    static final String USER = "vestnik";
    static final String DATABASE = "postgres";

    /// The maximum time for a start or a stop. A clean stop writes at most 128 MB from memory; recovery after a crash
    /// replays at most 1 GB of log.
    private static final int PATIENCE_SECONDS = 60;

    /// The maximum time until the child processes of a killed server have noticed its end and released its shared
    /// memory.
    private static final int RELEASE_SECONDS = 10;

    /// The maximum time of [#stopOrphan] and [#start] together. The last attempt of a start begins at the latest after
    /// the time for the release.
    static final int START_SECONDS_MAX = 2 * PATIENCE_SECONDS + RELEASE_SECONDS;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+");
    private static final int FIRST_WITH_BUILTIN_LOCALES = 17;

    /// The section of `docs/operations.md` about data of another version.
    private static final String GUIDE = "The next major version of PostgreSQL";

    /// The size above which the log is renamed to `log.old` at a start. A log of this size holds about a thousand
    /// warnings.
    private static final long LOG_BYTES_MAX = 1 << 20;

    private final Path home;
    private final Programs programs;
    private final RunAs runAs;
    private final ServerSettings settings;

    Cluster(Path home, Programs programs, RunAs runAs, ServerSettings settings) {
        this.home = home;
        this.programs = programs;
        this.runAs = runAs;
        this.settings = settings;
    }

    static Path directory(Path home) {
        return home.resolve("data");
    }

    static Path password(Path home) {
        return home.resolve("password");
    }

    /// Creates the cluster if it does not exist. A cluster whose creation was interrupted is deleted first.
    void create(Progress progress) throws IOException {
        Path data = directory(home);
        if (Files.exists(data)) {
            requireSameVersion(data);
            return;
        }
        progress.step("creating the database");
        Path fresh = home.resolve("data.new");
        PrivateFiles.delete(fresh);
        runAs.handOver(home);
        List<String> command = new ArrayList<>(List.of(
                programs.initdb().toString(),
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + password(home),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                settings.durable() ? "--data-checksums" : "--no-sync"));
        command.addAll(locale());
        Run run = run(command);
        if (run.code() != 0) {
            throw new EmbeddedPostgresException("cannot create the database in " + home + ": " + run.lastLine());
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The options of `initdb` for a collation by code point that knows the upper and lower case of all scripts. From
    /// PostgreSQL 17 on, this collation is the same on every machine. The locales of the C library, in contrast, change
    /// with the version of the library, which would leave indexes in a wrong order.
    private List<String> locale() throws IOException {
        return version() < FIRST_WITH_BUILTIN_LOCALES
                ? List.of("--locale=C.UTF-8")
                : List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
    }

    private int version() throws IOException {
        Run run = run(List.of(programs.postgres().toString(), "--version"));
        Matcher number = VERSION.matcher(run.output());
        if (!number.find()) {
            throw new EmbeddedPostgresException("PostgreSQL does not run: " + run.lastLine());
        }
        return Integer.parseInt(number.group(1));
    }

    private void requireSameVersion(Path data) throws IOException {
        int dataVersion =
                Integer.parseInt(Files.readString(data.resolve("PG_VERSION")).strip());
        int ownVersion = version();
        if (dataVersion != ownVersion) {
            throw new EmbeddedPostgresException("the data in " + data + " was written by PostgreSQL " + dataVersion
                    + " and this version brings " + ownVersion + ": back up with the version that wrote it, and restore"
                    + " with this one into a new data directory; see \"" + GUIDE + "\" in docs/operations.md");
        }
    }

    /// Starts the server on a free port, and returns once the server accepts connections.
    Postmaster start(Progress progress) throws IOException {
        Path data = directory(home);
        Files.writeString(data.resolve("postgresql.conf"), settings.text());
        Files.writeString(data.resolve("pg_hba.conf"), ServerSettings.ACCESS);
        Files.deleteIfExists(data.resolve("postgresql.auto.conf"));
        deleteStalePidFile(data);
        Path log = home.resolve("log");
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, home.resolve("log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        runAs.handOver(home);
        progress.step("starting PostgreSQL in " + home);
        Instant deadline = Instant.now().plusSeconds(RELEASE_SECONDS);
        while (true) {
            Run run = run(List.of(
                    programs.pgCtl().toString(),
                    "start",
                    "--wait",
                    "--timeout=" + PATIENCE_SECONDS,
                    "--pgdata=" + data,
                    "--log=" + log,
                    "--options=-p " + FreePort.find()));
            Optional<Postmaster> postmaster = Postmaster.of(data);
            if (run.code() == 0 && postmaster.isPresent()) {
                return postmaster.get();
            }
            // The start is repeated until the deadline: another program may have taken the port, or the children of a
            // killed server may still hold its shared memory.
            if (Instant.now().isAfter(deadline)) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL does not start, see " + log + ": " + lastLineOf(log, run));
            }
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
        }
    }

    /// Stops the server if it runs. Clients are disconnected; committed data is kept.
    void stop() throws IOException {
        Path data = directory(home);
        Optional<Postmaster> running = Postmaster.of(data).filter(Postmaster::isAlive);
        if (running.isEmpty()) {
            return;
        }
        String mode = settings.durable() ? "fast" : "immediate";
        Run run = run(List.of(
                programs.pgCtl().toString(),
                "stop",
                "--wait",
                "--timeout=" + PATIENCE_SECONDS,
                "--mode=" + mode,
                "--pgdata=" + data));
        if (run.code() != 0 && running.get().isAlive()) {
            throw new EmbeddedPostgresException("PostgreSQL does not stop: " + run.lastLine());
        }
    }

    /// Stops a server that kept running after its Java process was killed. The next start then uses the current
    /// settings.
    void stopOrphan(Progress progress) throws IOException {
        if (Postmaster.of(directory(home)).filter(Postmaster::isAlive).isPresent()) {
            progress.step("stopping the PostgreSQL that an earlier run left behind");
            stop();
        }
    }

    /// Deletes the file with the process id of a server that no longer runs. The id may belong to another process now,
    /// and PostgreSQL would wait for that process.
    private static void deleteStalePidFile(Path data) throws IOException {
        Optional<Postmaster> named = Postmaster.of(data);
        if (named.isPresent() && !named.get().isAlive()) {
            Files.deleteIfExists(Postmaster.file(data));
        }
    }

    private static String lastLineOf(Path log, Run run) throws IOException {
        return Files.exists(log) ? new Run(run.code(), Files.readString(log)).lastLine() : run.lastLine();
    }

    private Run run(List<String> command) throws IOException {
        return Run.of(runAs.command(command));
    }
}
