package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.PgBouncer;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// A built server, a database and perhaps a pooler as processes, with a link on every hop: from the clients to the
/// server, from the server to the pooler, from there to the database, and to it from its standby. Used by one thread.
public final class TestedSystem implements AutoCloseable {
    private final SystemSettings settings;
    private final Guard guard;
    private final DatabaseHost database;
    private final Optional<PgBouncer> pooler;
    private final TestedServer server;
    private final Map<Hop.Place, Hop> hops = new EnumMap<>(Hop.Place.class);
    private int backups;

    private TestedSystem(SystemSettings settings, Guard guard) {
        this.settings = settings;
        this.guard = guard;
        Path directory = guard.directory();
        database = new DatabaseHost(settings, directory);
        IntSupplier databasePort = () -> portOf(database.address());
        database.replicated()
                .ifPresent(servers ->
                        servers.follow(hop(Hop.Place.STANDBY, databasePort).port()));
        DatabaseAddress address = database.address();
        FaultyLink toDatabase = hop(Hop.Place.DATABASE, databasePort);
        int port = toDatabase.port();
        if (settings.has(SystemSettings.Part.POOLER)) {
            PgBouncer started = PgBouncer.inFrontOf(directory, at(address, port), address.user(), address.password());
            pooler = Optional.of(started);
            port = hop(Hop.Place.POOLER, started::port).port();
        } else {
            pooler = Optional.empty();
        }
        List<String> command = command(address, at(address, port), at(address, toDatabase.port()));
        server = new TestedServer(
                ServerProcess.ofCommand(directory, command).jvm("-Xmx" + settings.heap()),
                settings.has(SystemSettings.Part.FAKE_CLOCKS)
                        ? Optional.of(FakeClock.at(directory.resolve("server-clock")))
                        : Optional.empty(),
                settings.logs());
        FaultyLink unused = hop(Hop.Place.CLIENTS, () -> server.address().getPort());
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
        return URI.create("http://127.0.0.1:"
                + hop(Hop.Place.CLIENTS).orElseThrow().link().port());
    }

    /// What is tested.
    public SystemSettings settings() {
        return settings;
    }

    /// A hop; empty if the system does not have it.
    public Optional<Hop> hop(Hop.Place place) {
        return Optional.ofNullable(hops.get(place));
    }

    /// The server.
    public TestedServer server() {
        return server;
    }

    /// The database.
    public DatabaseHost database() {
        return database;
    }

    /// The pooler; empty if there is none.
    public Optional<PgBouncer> pooler() {
        return pooler;
    }

    /// Makes the standby the primary server, after [ReplicatedDatabase#losePrimary], and lets another standby follow.
    public void failOver() {
        database.replicated().ifPresent(servers -> {
            servers.failOver();
            hop(Hop.Place.STANDBY).ifPresent(TestedSystem::repair);
            servers.followAgain();
        });
    }

    /// Writes a backup of the database, also while the server runs.
    public Path backUp() {
        backups++;
        Path backup = guard.directory().resolve("backup-" + backups);
        run("backup", backup.toString());
        return backup;
    }

    /// Replaces the database by a backup, which is removed. The server must be stopped.
    public void restore(Path backup) {
        database.empty();
        run("backup", "--restore", backup.toString());
        try {
            Files.delete(backup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command of the built server on the database.
    private void run(String... arguments) {
        DatabaseAddress address = database.address();
        List<String> words = new ArrayList<>();
        words.add(settings.server().toAbsolutePath().toString());
        words.addAll(List.of(arguments));
        String unused = Programs.run(
                words,
                Map.of(
                        "VESTNIK_DATABASE_URL",
                        address.jdbcUrl(),
                        "VESTNIK_DATABASE_USER",
                        address.user(),
                        "VESTNIK_DATABASE_PASSWORD",
                        address.password(),
                        "VESTNIK_DATA_DIR",
                        guard.directory().resolve("commands").toString()));
    }

    /// Ends all faults of the links, and starts every process that does not run.
    ///
    /// @return descriptions of what should not have ended or happened
    public List<String> repair() {
        database.repair();
        hops.values().forEach(TestedSystem::repair);
        pooler.filter(started -> !started.process().isAlive()).ifPresent(PgBouncer::start);
        return server.repair();
    }

    /// Ends all faults of a link, and lets it lead to the present port of its server.
    private static void repair(Hop hop) {
        FaultyLink link = hop.link();
        link.delay(Duration.ZERO);
        for (LinkEnd end : LinkEnd.values()) {
            link.drip(end, Duration.ZERO);
        }
        link.thaw();
        link.accept();
        link.leadTo(hop.port().getAsInt());
    }

    @Override
    public void close() {
        try {
            hops.values().forEach(hop -> hop.link().thaw());
            server.close();
            pooler.ifPresent(PgBouncer::close);
            database.close();
            hops.values().forEach(hop -> hop.link().close());
        } finally {
            guard.close();
        }
    }
}
