package io.vestnik.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PgBouncer process in transaction mode in front of a database server, for tests on machines where PgBouncer is
/// installed.
public final class PgBouncer implements AutoCloseable {
    /// The message of a test that is skipped because PgBouncer is not installed.
    public static final String MISSING =
            "PgBouncer is not installed here (Debian: apt-get install pgbouncer), so this is not tried";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private PgBouncer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /// The path of the program; empty if PgBouncer is not installed.
    public static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(place -> Path.of(place, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts a PgBouncer in front of all databases of the server in `jdbcUrl`.
    public static PgBouncer inFrontOf(String jdbcUrl, String user, String password) {
        return inFrontOf(Path.of(System.getProperty("java.io.tmpdir")), jdbcUrl, user, password);
    }

    /// Like [#inFrontOf(String, String, String)], with the files of the process in a new directory below `parent`. All
    /// users must be able to enter `parent`.
    public static PgBouncer inFrontOf(Path parent, String jdbcUrl, String user, String password) {
        URI at = URI.create(jdbcUrl.substring("jdbc:".length()));
        try {
            Path directory = Files.createTempDirectory(parent, "vestnik-pgbouncer");
            // PgBouncer refuses to run as root. If root runs the tests, they start PgBouncer as another user, who must
            // be able to read this directory.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            PgBouncer bouncer = new PgBouncer(directory, FreePorts.find());
            Files.writeString(
                    directory.resolve("users"), String.format(Locale.ROOT, "\"%s\" \"%s\"\n", user, password));
            Files.writeString(
                    directory.resolve("pgbouncer.ini"),
                    String.format(
                            Locale.ROOT, """
                            [databases]
                            * = host=%s port=%d
                            [pgbouncer]
                            listen_addr = 127.0.0.1
                            listen_port = %d
                            unix_socket_dir =
                            auth_type = scram-sha-256
                            auth_file = %s
                            pool_mode = transaction
                            max_client_conn = 200
                            default_pool_size = 10
                            ignore_startup_parameters = extra_float_digits
                            server_login_retry = 1
                            """, at.getHost(), at.getPort(), bouncer.port, directory.resolve("users")));
            bouncer.start();
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The address of a database of the server, through this PgBouncer.
    public String url(String jdbcUrl) {
        return jdbcUrl.replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/");
    }

    /// The port on which the process listens. It stays the same after every start.
    public int port() {
        return port;
    }

    /// The running process.
    public ProcessHandle process() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process.toHandle();
    }

    /// Kills the process with all its connections, and starts a new one on the same port.
    public void restart() {
        kill();
        start();
    }

    /// Starts the process after [#kill], and waits until it accepts connections.
    public void start() {
        try {
            List<String> command = new ArrayList<>(List.of(program()
                    .orElseThrow(() -> new IllegalStateException(MISSING))
                    .toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(directory.resolve("pgbouncer.ini").toString());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills the process with all its connections.
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
