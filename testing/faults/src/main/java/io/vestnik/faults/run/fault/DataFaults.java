package io.vestnik.faults.run.fault;

import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.Suspension;
import io.vestnik.faults.run.client.Pause;
import io.vestnik.faults.run.history.DataEffect;
import io.vestnik.faults.run.system.Hop;
import io.vestnik.faults.run.system.ReplicatedDatabase;
import io.vestnik.faults.run.system.ReplicatedDatabase.Commits;
import io.vestnik.faults.run.system.SystemSettings;
import io.vestnik.faults.run.system.TestedSystem;
import io.vestnik.faults.run.system.VolatileDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The kinds of faults of the stored data: a loss of power, a slow disk, failovers, and the restore of a backup.
final class DataFaults {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration RESTART_MAX = Duration.ofSeconds(3);
    private static final Duration POWERLESS_MAX = Duration.ofSeconds(5);

    /// The maximum time until the standby follows again after an earlier fault.
    private static final Duration FOLLOW_MAX = Duration.ofSeconds(10);

    /// The time for commits that wait for the standby when commits become asynchronous.
    private static final Duration SWITCH = Duration.ofMillis(500);

    /// The limits of the time in which clients go on after a backup, or while the standby receives nothing. What is
    /// acknowledged in it may be lost.
    private static final int LOST_MS_MIN = 200;

    private static final int LOST_MS_MAX = 2_000;

    /// The limits of the rate of a slow disk, in bits per second. The write-ahead log of a run needs about as much.
    private static final int RATE_MIN = 1_000_000;

    private static final int RATE_MAX = 16_000_000;

    private final Duration longest;

    private DataFaults(Duration longest) {
        this.longest = longest;
    }

    /// The kinds that are possible on a system.
    ///
    /// @param longest the maximum length of a fault
    static List<FaultKind> of(SystemSettings settings, Duration longest) {
        DataFaults kinds = new DataFaults(longest);
        List<FaultKind> all = new ArrayList<>();
        if (settings.has(SystemSettings.Part.VOLATILE_DISK)) {
            all.addAll(kinds.ofDisk());
        }
        boolean mayLose = settings.has(SystemSettings.Part.DATA_LOSS);
        if (settings.has(SystemSettings.Part.STANDBY)) {
            all.addAll(kinds.ofStandby());
            all.add(failOver("fail-over-synchronous", DataEffect.NEW_EPOCH, Commits.SYNCHRONOUS));
            if (mayLose) {
                all.add(failOver("fail-over-asynchronous", DataEffect.LOSS, Commits.ASYNCHRONOUS));
            }
        }
        if (mayLose) {
            all.add(new FaultKind("restore-backup", NONE, NONE, DataEffect.LOSS, DataFaults::restore));
        }
        return all;
    }

    private List<FaultKind> ofDisk() {
        return List.of(
                FaultKind.lossless("cut-power-database", NONE, POWERLESS_MAX, longest, (system, random) -> {
                    if (system.database().process().isEmpty()) {
                        throw new FaultNotPossibleException("the database is being started");
                    }
                    system.database().cutPower();
                    return system.database()::powerOn;
                }),
                FaultKind.lossless("slow-disk", SECOND, longest, longest, (system, random) -> {
                    VolatileDisk disk = disk(system);
                    disk.limit(random.nextInt(RATE_MIN, RATE_MAX));
                    return disk::unlimit;
                }),
                FaultKind.lossless(
                        "stall-disk",
                        MOMENT,
                        longest,
                        longest,
                        (system, random) -> Suspension.of(List.of(disk(system).process()))::close));
    }

    private static VolatileDisk disk(TestedSystem system) throws FaultNotPossibleException {
        return system.database()
                .volatileDisk()
                .orElseThrow(() -> new FaultNotPossibleException("the disk cannot be slow"));
    }

    private List<FaultKind> ofStandby() {
        return List.of(
                FaultKind.lossless("kill-standby", NONE, RESTART_MAX, longest, (system, random) -> {
                    standby(system).kill();
                    return FaultKind.NOTHING;
                }),
                FaultKind.lossless(
                        "suspend-standby",
                        MOMENT,
                        longest,
                        longest,
                        (system, random) -> Suspension.of(standby(system).processes())::close));
    }

    private static PostgresProcess standby(TestedSystem system) throws FaultNotPossibleException {
        return system.database()
                .standbyProcess()
                .orElseThrow(() -> new FaultNotPossibleException("the standby does not run"));
    }

    private static FaultKind failOver(String name, DataEffect effect, Commits commits) {
        return new FaultKind(name, NONE, NONE, effect, (system, random) -> losePrimary(system, random, commits));
    }

    /// Lets the standby fall behind, and then kills the primary server.
    private static FaultKind.Undo losePrimary(TestedSystem system, SplittableRandom random, Commits commits)
            throws FaultNotPossibleException {
        ReplicatedDatabase servers =
                system.database().replicated().orElseThrow(() -> new FaultNotPossibleException("there is no standby"));
        FaultyLink link = system.hop(Hop.Place.STANDBY)
                .orElseThrow(() -> new FaultNotPossibleException("there is no link to the primary server"))
                .link();
        if (system.database().process().isEmpty() || !Pause.until(FOLLOW_MAX, servers::isFollowed)) {
            throw new FaultNotPossibleException("the standby does not follow");
        }
        servers.commits(commits);
        Pause.of(SWITCH);
        link.freeze(LinkEnd.CLIENT);
        link.freeze(LinkEnd.SERVER);
        Pause.of(Duration.ofMillis(random.nextInt(LOST_MS_MIN, LOST_MS_MAX)));
        servers.losePrimary();
        // The data that the link holds must not reach the standby any more.
        link.cutAll();
        return system::failOver;
    }

    /// Writes a backup, and stops the server some time later.
    private static FaultKind.Undo restore(TestedSystem system, SplittableRandom random)
            throws FaultNotPossibleException {
        if (system.database().process().isEmpty()) {
            throw new FaultNotPossibleException("the database is being started");
        }
        Path backup = system.backUp();
        Pause.of(Duration.ofMillis(random.nextInt(LOST_MS_MIN, LOST_MS_MAX)));
        system.server().stop();
        return () -> system.restore(backup);
    }
}
