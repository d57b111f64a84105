package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The PostgreSQL of a Debian package, with data of its own. For root it runs as the user `nobody`, since PostgreSQL
/// refuses to run as root.
final class DebianDatabase implements TestDatabase {
    /// The message if the package is not installed.
    static final String MISSING = "PostgreSQL is not installed here (Debian: apt-get install postgresql)";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "vestnik";
    private static final int NOBODY = 65534;

    /// The maximum time until the child processes of a killed server have released its shared memory.
    private static final Duration RELEASE_MAX = Duration.ofSeconds(20);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final Path home;
    private final Optional<FakeClock> clock;
    private final String password;
    private final String options;
    private final Path programs = programs().orElseThrow(() -> new IllegalStateException(MISSING));
    private final int port = ServerProcess.freePort();

    private DebianDatabase(Path home, Optional<FakeClock> clock, String password, String options) {
        this.home = home;
        this.clock = clock;
        this.password = password;
        this.options = options;
        try {
            Files.createDirectory(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            handOver(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates a cluster in a directory, which must not exist, and starts its server. All users must be able to enter
    /// the parent of the directory.
    ///
    /// @param clock the clock of the server; empty = the real time
    /// @param settings settings of the server as options of `postgres`, such as `-c fsync=on`
    static DebianDatabase create(Path home, Optional<FakeClock> clock, String settings) {
        DebianDatabase created =
                new DebianDatabase(home, clock, UUID.randomUUID().toString(), settings);
        created.initialize();
        created.start();
        return created;
    }

    private void initialize() {
        Path secret = home.resolve("password");
        try {
            Files.writeString(secret, password);
            handOver(secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String unused = run(List.of(
                program("initdb"),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums"));
    }

    /// Copies this cluster, and starts the copy as a standby that follows it.
    ///
    /// @param copy the directory of the copy, which must not exist
    /// @param name by which this server knows the standby
    /// @param reachedAt the port at which the standby reaches this server
    DebianDatabase standby(Path copy, String name, int reachedAt) {
        DebianDatabase standby = new DebianDatabase(
                copy,
                clock,
                password,
                String.format(
                        Locale.ROOT,
                        "%s -c primary_conninfo='host=127.0.0.1 port=%d user=%s password=%s application_name=%s'",
                        options.replaceFirst(" -c primary_conninfo='[^']*'", ""),
                        reachedAt,
                        USER,
                        password,
                        name));
        String unused = run(List.of(
                "env",
                "PGPASSWORD=" + password,
                program("pg_basebackup"),
                "--pgdata=" + standby.data(),
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + USER,
                "--checkpoint=fast",
                "--write-recovery-conf"));
        standby.start();
        return standby;
    }

    /// Makes this standby a server of its own.
    void promote() {
        String unused = run(List.of(program("pg_ctl"), "promote", "--wait", "--silent", "--pgdata=" + data()));
    }

    /// Removes the cluster, of which no server may run.
    void remove() {
        String unused = Programs.run(List.of("rm", "-rf", home.toString()));
    }

    /// The directory of the programs of the newest installed version; empty if none is installed.
    static Optional<Path> programs() {
        return Programs.below(VERSIONS, "bin/initdb").map(Path::getParent).max(Comparator.naturalOrder());
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private static void handOver(Path file) throws IOException {
        if (Programs.isRoot()) {
            Files.setAttribute(file, "unix:uid", NOBODY);
            Files.setAttribute(file, "unix:gid", NOBODY);
        }
    }

    /// Runs a program as the user of the server and returns its output.
    ///
    /// @throws IllegalStateException with the output, if the program fails
    private String run(List<String> command) {
        List<String> words = new ArrayList<>();
        if (Programs.isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        words.addAll(command);
        return Programs.run(words, clock.map(FakeClock::environment).orElse(Map.of()));
    }

    private Path data() {
        return home.resolve("data");
    }

    private void start() {
        String all = String.format(
                Locale.ROOT, "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' %s", port, options);
        String unused = run(List.of(
                program("pg_ctl"),
                "start",
                "--wait",
                "--silent",
                "--pgdata=" + data(),
                "--log=" + home.resolve("log"),
                "--options=" + all));
    }

    @Override
    public String version() {
        return run(List.of(program("postgres"), "--version"));
    }

    @Override
    public DatabaseAddress address() {
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
    }

    @Override
    public Optional<PostgresProcess> process() {
        return PostgresProcess.find(data());
    }

    @Override
    public void startAgain() {
        long until = System.nanoTime() + RELEASE_MAX.toNanos();
        while (true) {
            try {
                start();
                return;
            } catch (IllegalStateException e) {
                // The children of the killed server still hold its shared memory.
                if (System.nanoTime() > until) {
                    throw e;
                }
            }
            try {
                Thread.sleep(RETRY_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    @Override
    public void close() {
        if (process().isPresent()) {
            String unused =
                    run(List.of(program("pg_ctl"), "stop", "--wait", "--silent", "--mode=fast", "--pgdata=" + data()));
        }
    }
}
