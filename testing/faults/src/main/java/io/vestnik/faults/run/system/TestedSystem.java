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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// A built server, a database and perhaps a pooler as processes, with a link on every hop: from the clients to the
/// server, from the server to the pooler, and from there to the database. Used by one thread.
public final class TestedSystem implements AutoCloseable {
    private final SystemSettings settings;
    private final Guard guard;
    private final Optional<SmallDisk> disk;
    private final Optional<FakeClock> serverClock;
    private final Optional<FakeClock> databaseClock;
    private final TestDatabase database;
    private final Optional<PgBouncer> pooler;
    private final ServerProcess server;
    private final Map<Hop.Place, Hop> hops = new EnumMap<>(Hop.Place.class);
    private int logs;
    private boolean serverKilled;

    private TestedSystem(SystemSettings settings, Guard guard) {
        this.settings = settings;
        this.guard = guard;
        Path directory = guard.directory();
        disk = settings.has(SystemSettings.Part.SMALL_DISK)
                ? Optional.of(SmallDisk.mount(directory))
                : Optional.empty();
        serverClock = clock("server-clock");
        databaseClock =
                settings.database() == SystemSettings.Kind.DEBIAN ? clock("database-clock") : Optional.empty();
        Path data = disk.map(SmallDisk::directory).orElse(directory);
        database = switch (settings.database()) {
            case BUNDLED -> new BundledDatabase(data.resolve("database"));
            case DEBIAN -> new DebianDatabase(data, databaseClock);
        };
        DatabaseAddress address = database.address();
        FaultyLink toDatabase = hop(Hop.Place.DATABASE, () -> portOf(database.address()));
        int port = toDatabase.port();
        if (settings.has(SystemSettings.Part.POOLER)) {
            PgBouncer started =
                    PgBouncer.inFrontOf(directory, at(address, port), address.user(), address.password());
            pooler = Optional.of(started);
            port = hop(Hop.Place.POOLER, started::port).port();
        } else {
            pooler = Optional.empty();
        }
        server = ServerProcess.ofCommand(directory, command(address, at(address, port), at(address, toDatabase.port())))
                .jvm("-Xmx" + settings.heap());
        serverClock.ifPresent(clock -> clock.environment().forEach(server::environment));
        server.start();
        FaultyLink unused = hop(Hop.Place.CLIENTS, () -> server.address().getPort());
    }

    private Optional<FakeClock> clock(String file) {
        return settings.has(SystemSettings.Part.FAKE_CLOCKS)
                ? Optional.of(FakeClock.at(guard.directory().resolve(file)))
                : Optional.empty();
    }

    private FaultyLink hop(Hop.Place place, IntSupplier port) {
        FaultyLink link = new FaultyLink(port.getAsInt());
        hops.put(place, new Hop(link, port));
        return link;
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

    /// @param url the address of the database for the server
    /// @param direct the address of the database for migrations
    private List<String> command(DatabaseAddress address, String url, String direct) {
        // The limits by address and hour are for attackers: all clients of a run have one address. The limit on sends
        // stays, so that the clients get refusals.
        return List.of(
                settings.server().toAbsolutePath().toString(),
                "serve",
                "--database-url=" + url,
                "--migration-url=" + direct,
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
        return URI.create(
                "http://127.0.0.1:" + hop(Hop.Place.CLIENTS).orElseThrow().link().port());
    }

    /// The address of the server itself.
    public URI directAddress() {
        return server.address();
    }

    /// What is tested.
    public SystemSettings settings() {
        return settings;
    }

    /// The version of the database.
    public String version() {
        return database.version();
    }

    /// A hop; empty if the system does not have it.
    public Optional<Hop> hop(Hop.Place place) {
        return Optional.ofNullable(hops.get(place));
    }

    /// The file system of the database; empty if it cannot be filled.
    public Optional<SmallDisk> disk() {
        return disk;
    }

    /// The clock of the server; empty if it cannot be moved.
    public Optional<FakeClock> serverClock() {
        return serverClock;
    }

    /// The clock of the database; empty if it cannot be moved.
    public Optional<FakeClock> databaseClock() {
        return databaseClock;
    }

    /// The process of the server.
    public ProcessHandle serverProcess() {
        return ProcessHandle.of(server.pid())
                .orElseThrow(() -> new IllegalStateException("the server process has ended"));
    }

    /// The processes of the database; empty if none runs, or while it is being started.
    public Optional<PostgresProcess> databaseProcess() {
        return database.process();
    }

    /// The pooler; empty if there is none.
    public Optional<PgBouncer> pooler() {
        return pooler;
    }

    /// Kills the server.
    public void killServer() {
        serverKilled = true;
        server.killJava();
    }

    /// Ends all faults of the links, and starts every process that does not run.
    ///
    /// @return descriptions of what should not have ended or happened
    public List<String> repair() {
        List<String> problems = new ArrayList<>();
        hops.values().forEach(hop -> repair(hop.link()));
        if (database.process().isEmpty()) {
            database.startAgain();
        }
        hops.values().forEach(hop -> hop.link().leadTo(hop.port().getAsInt()));
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
            hops.values().forEach(hop -> hop.link().thaw());
            server.close();
            pooler.ifPresent(PgBouncer::close);
            database.close();
            hops.values().forEach(hop -> hop.link().close());
            disk.ifPresent(SmallDisk::close);
        } finally {
            guard.close();
        }
    }
}
