package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.PgBouncer;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A built server, a database and perhaps a pooler as processes, with a link on every hop: from the clients to the
/// server, from the server to the pooler, and from there to the database. Used by one thread.
public final class TestedSystem implements AutoCloseable {
    private final SystemSettings settings;
    private final Guard guard;
    private final TestDatabase database;
    private final FaultyLink toDatabase;
    private final Optional<PgBouncer> pooler;
    private final Optional<FaultyLink> toPooler;
    private final ServerProcess server;
    private final FaultyLink toServer;
    private int logs;
    private boolean serverKilled;

    private TestedSystem(SystemSettings settings, Guard guard) {
        this.settings = settings;
        this.guard = guard;
        Path directory = guard.directory();
        database = switch (settings.database()) {
            case BUNDLED -> new BundledDatabase(directory.resolve("database"));
            case DEBIAN -> new DebianDatabase(directory);
        };
        DatabaseAddress address = database.address();
        toDatabase = new FaultyLink(portOf(address));
        pooler = settings.pooler()
                ? Optional.of(PgBouncer.inFrontOf(
                        directory, at(address, toDatabase.port()), address.user(), address.password()))
                : Optional.empty();
        toPooler = pooler.map(started -> new FaultyLink(started.port()));
        server = ServerProcess.ofCommand(directory, command(address)).jvm("-Xmx" + settings.heap());
        server.start();
        toServer = new FaultyLink(server.address().getPort());
    }

    /// Starts the system in a new temporary directory. All processes end with this JVM.
    public static TestedSystem start(SystemSettings settings) {
        Guard guard = Guard.start();
        try {
            return new TestedSystem(settings, guard);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private List<String> command(DatabaseAddress address) {
        int port = toPooler.map(FaultyLink::port).orElse(toDatabase.port());
        // The limits by address and hour are for attackers: all clients of a run have one address. The limit on sends
        // stays, so that the clients get refusals.
        return List.of(
                settings.server().toAbsolutePath().toString(),
                "serve",
                "--database-url=" + at(address, port),
                "--migration-url=" + at(address, toDatabase.port()),
                "--database-user=" + address.user(),
                "--database-password=" + address.password(),
                "--limit-registrations=0",
                "--limit-logins=0",
                "--limit-requests=0",
                "--limit-chats=0",
                "--limit-pending=0");
    }

    private static int portOf(DatabaseAddress address) {
        return URI.create(address.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private static String at(DatabaseAddress address, int port) {
        return address.jdbcUrl().replace(":" + portOf(address) + "/", ":" + port + "/");
    }

    /// The address of the server behind the link of the clients.
    public URI address() {
        return URI.create("http://127.0.0.1:" + toServer.port());
    }

    /// The address of the server itself.
    public URI directAddress() {
        return server.address();
    }

    /// The version of the database, and whether a pooler is in front of it.
    public String description() {
        return database.version() + (pooler.isPresent() ? ", behind PgBouncer" : "");
    }

    /// The link between the clients and the server.
    public FaultyLink toServer() {
        return toServer;
    }

    /// The link between the server and the pooler; empty if there is no pooler.
    public Optional<FaultyLink> toPooler() {
        return toPooler;
    }

    /// The link to the database, from the pooler or from the server.
    public FaultyLink toDatabase() {
        return toDatabase;
    }

    /// The process of the server.
    public ProcessHandle serverProcess() {
        return ProcessHandle.of(server.pid())
                .orElseThrow(() -> new IllegalStateException("the server process has ended"));
    }

    /// The processes of the database.
    public PostgresProcess databaseProcess() {
        return database.process();
    }

    /// The process of the pooler; empty if there is none.
    public Optional<ProcessHandle> poolerProcess() {
        return pooler.map(PgBouncer::process);
    }

    /// Kills the server.
    public void killServer() {
        serverKilled = true;
        server.killJava();
    }

    /// Kills the pooler if there is one.
    public void killPooler() {
        pooler.ifPresent(PgBouncer::kill);
    }

    /// Ends all faults of the links, and starts every process that does not run.
    ///
    /// @return descriptions of what should not have ended or happened
    public List<String> repair() {
        List<String> problems = new ArrayList<>();
        links().forEach(TestedSystem::repair);
        if (!database.isRunning()) {
            database.startAgain();
        }
        toDatabase.leadTo(portOf(database.address()));
        pooler.filter(started -> !started.process().isAlive()).ifPresent(PgBouncer::start);
        if (!server.isAlive()) {
            if (!serverKilled) {
                problems.add("the server ended by itself, see its log");
            }
            problems.addAll(keepLog());
            server.start();
            serverKilled = false;
        }
        return problems;
    }

    private List<FaultyLink> links() {
        List<FaultyLink> links = new ArrayList<>(List.of(toServer, toDatabase));
        toPooler.ifPresent(links::add);
        return links;
    }

    private static void repair(FaultyLink link) {
        link.delay(Duration.ZERO);
        for (LinkEnd end : LinkEnd.values()) {
            link.drip(end, Duration.ZERO);
        }
        link.thaw();
        link.accept();
    }

    /// Copies the log of the server, which its next start would delete.
    ///
    /// @return the lines that must not be in it
    public List<String> keepLog() {
        String output = server.output();
        try {
            Files.createDirectories(settings.logs());
            logs++;
            Files.writeString(settings.logs().resolve(String.format(Locale.ROOT, "server-%03d.log", logs)), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // No fault of this system loses data, so the server must not report that the data went back in time. Clients
        // would then load everything again.
        return output.lines()
                .filter(line -> line.contains("event=data_") || line.contains("OutOfMemoryError"))
                .map(line -> "the server logged: " + line)
                .toList();
    }

    @Override
    public void close() {
        try {
            keepLog();
            links().forEach(FaultyLink::thaw);
            server.close();
            pooler.ifPresent(PgBouncer::close);
            database.close();
            links().forEach(FaultyLink::close);
        } finally {
            guard.close();
        }
    }
}
