package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.PostgresProcess;
import java.nio.file.Path;
import java.util.Optional;

/// The database of a system with its disk, its clock and its standby, as far as the system has them. Used by one
/// thread.
public final class DatabaseHost implements AutoCloseable {
    private final Optional<VolatileDisk> volatileDisk;
    private final Optional<SmallDisk> disk;
    private final Optional<FakeClock> clock;
    private final Optional<ReplicatedDatabase> replicated;
    private final TestDatabase database;

    /// Starts the database. It has no standby yet.
    ///
    /// @param directory gets the data. All users can enter it
    DatabaseHost(SystemSettings settings, Path directory) {
        Optional<Path> image = settings.has(SystemSettings.Part.SMALL_DISK)
                ? Optional.of(SmallDisk.image(directory))
                : Optional.empty();
        volatileDisk = settings.has(SystemSettings.Part.VOLATILE_DISK)
                ? image.map(content -> VolatileDisk.of(directory, content))
                : Optional.empty();
        disk = volatileDisk.map(VolatileDisk::file).or(() -> image).map(device -> SmallDisk.mount(directory, device));
        // The bundled server is started without variables of the environment.
        clock = settings.has(SystemSettings.Part.FAKE_CLOCKS) && settings.database() == SystemSettings.Kind.DEBIAN
                ? Optional.of(FakeClock.at(directory.resolve("database-clock")))
                : Optional.empty();
        Path data = disk.map(SmallDisk::directory).orElse(directory);
        replicated = settings.has(SystemSettings.Part.STANDBY)
                ? Optional.of(new ReplicatedDatabase(data, clock))
                : Optional.empty();
        database = replicated.isPresent() ? replicated.get() : single(settings.database(), data);
        // A loss of power must lose nothing of the programs and of the empty database.
        disk.ifPresent(SmallDisk::flush);
    }

    private TestDatabase single(SystemSettings.Kind kind, Path data) {
        return switch (kind) {
            case BUNDLED -> new BundledDatabase(data.resolve("database"));
            case DEBIAN -> DebianDatabase.create(data.resolve("debian"), clock, "");
        };
    }

    /// The version of the database.
    public String version() {
        return database.version();
    }

    /// The address, which may change at a start.
    DatabaseAddress address() {
        return database.address();
    }

    /// The processes of the database; empty if none runs, or while it is being started.
    public Optional<PostgresProcess> process() {
        return database.process();
    }

    /// The processes of the standby; empty if none runs.
    public Optional<PostgresProcess> standbyProcess() {
        return database.standby().flatMap(TestDatabase::process);
    }

    /// The file system; empty if it cannot be filled.
    public Optional<SmallDisk> disk() {
        return disk;
    }

    /// The disk; empty if its power cannot be cut.
    public Optional<VolatileDisk> volatileDisk() {
        return volatileDisk;
    }

    /// The clock; empty if it cannot be moved.
    public Optional<FakeClock> clock() {
        return clock;
    }

    /// The database with its standby; empty if there is no standby.
    public Optional<ReplicatedDatabase> replicated() {
        return replicated;
    }

    /// Cuts the power of the disk and of the database. What the disk has not flushed is lost.
    public void cutPower() {
        // The file with the process id cannot be read without power.
        Optional<PostgresProcess> running = database.process();
        volatileDisk.ifPresent(VolatileDisk::cutPower);
        running.ifPresent(PostgresProcess::kill);
        disk.ifPresent(SmallDisk::close);
        volatileDisk.ifPresent(VolatileDisk::removeFile);
    }

    /// Switches the disk on again.
    public void powerOn() {
        volatileDisk.ifPresent(on -> {
            on.powerOn();
            disk.ifPresent(mounted -> mounted.mountAgain(on.file()));
        });
    }

    /// Starts the servers that do not run.
    void repair() {
        if (database.process().isEmpty()) {
            database.startAgain();
        }
        database.standby().filter(server -> server.process().isEmpty()).ifPresent(TestDatabase::startAgain);
    }

    /// Replaces the database by an empty one, and ends all connections to it.
    void empty() {
        database.empty();
    }

    @Override
    public void close() {
        database.close();
        disk.ifPresent(SmallDisk::close);
        volatileDisk.ifPresent(VolatileDisk::close);
    }
}
