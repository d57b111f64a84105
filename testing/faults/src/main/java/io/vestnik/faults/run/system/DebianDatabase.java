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

    private final Optional<FakeClock> clock;
    private final Path programs;
    private final Path data;
    private final Path log;
    private final String password = UUID.randomUUID().toString();
    private final int port = ServerProcess.freePort();

    /// Creates a cluster below a directory, which all users can enter, and starts its server.
    ///
    /// @param clock the clock of the server; empty = the real time
    DebianDatabase(Path directory, Optional<FakeClock> clock) {
        this.clock = clock;
        this.programs = programs().orElseThrow(() -> new IllegalStateException(MISSING));
        Path home = directory.resolve("debian");
        this.data = home.resolve("data");
        this.log = home.resolve("log");
        try {
            Files.createDirectory(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            Path secret = home.resolve("password");
            Files.writeString(secret, password);
            handOver(home);
            handOver(secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String unused = run(List.of(
                program("initdb"),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + home.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums"));
        start();
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

    private void start() {
        String options = String.format(
                Locale.ROOT, "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=''", port);
        String unused = run(List.of(
                program("pg_ctl"),
                "start",
                "--wait",
                "--silent",
                "--pgdata=" + data,
                "--log=" + log,
                "--options=" + options));
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
        return PostgresProcess.find(data);
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
                    run(List.of(program("pg_ctl"), "stop", "--wait", "--silent", "--mode=fast", "--pgdata=" + data));
        }
    }
}
