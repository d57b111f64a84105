package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.run.client.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The PostgreSQL of a Debian package as a primary server with a standby. Commits wait until the standby has flushed
/// them, unless they are asynchronous for a time. Used by one thread.
public final class ReplicatedDatabase implements TestDatabase {
    private static final String STANDBY = "standby";

    /// A standby that was disconnected follows again as long as the write-ahead log has this size or less since then.
    /// It looks for its primary five times a second.
    private static final String SETTINGS = "-c wal_keep_size=512MB -c wal_retrieve_retry_interval=200ms";

    private static final Duration FOLLOW_MAX = Duration.ofMinutes(1);

    private final Path directory;
    private DebianDatabase primary;
    private Optional<DebianDatabase> standby = Optional.empty();
    private int clusters = 1;
    private int reachedAt;

    /// What a commit waits for.
    public enum Commits {
        /// For the disks of both servers.
        SYNCHRONOUS(STANDBY),
        /// For the disk of the primary server.
        ASYNCHRONOUS("");

        private final String waitedFor;

        Commits(String waitedFor) {
            this.waitedFor = waitedFor;
        }
    }

    /// Creates a cluster below a directory, which all users can enter, and starts its server. It has no standby yet.
    ///
    /// @param clock the clock of both servers; empty = the real time
    ReplicatedDatabase(Path directory, Optional<FakeClock> clock) {
        this.directory = directory;
        this.primary = DebianDatabase.create(home(), clock, SETTINGS);
    }

    /// Whether a database can have a standby: with the Debian package `postgresql`.
    public static boolean isPossible() {
        return DebianDatabase.programs().isPresent();
    }

    private Path home() {
        return directory.resolve("debian-" + clusters);
    }

    /// Makes the standby, and lets all commits wait for it.
    ///
    /// @param reachedAt the port at which the standby reaches the primary server, also after [#failOver]
    void follow(int reachedAt) {
        this.reachedAt = reachedAt;
        clusters++;
        standby = Optional.of(primary.standby(home(), STANDBY, reachedAt));
        commits(Commits.SYNCHRONOUS);
        if (!Pause.until(FOLLOW_MAX, () -> standbys("sync_state = 'sync'") > 0)) {
            throw new IllegalStateException("the standby does not follow");
        }
    }

    /// Whether the standby receives the write-ahead log.
    public boolean isFollowed() {
        return standbys("state = 'streaming'") > 0;
    }

    private long standbys(String condition) {
        return Sql.number(
                primary.address(),
                String.format(
                        Locale.ROOT,
                        "select count(*) from pg_stat_replication where application_name = '%s' and %s",
                        STANDBY,
                        condition));
    }

    /// Sets what the next commits wait for.
    public void commits(Commits commits) {
        Sql.execute(
                primary.address(),
                "postgres",
                String.format(Locale.ROOT, "alter system set synchronous_standby_names = '%s'", commits.waitedFor),
                "select pg_reload_conf()");
    }

    /// Kills the primary server, which does not run again.
    public void losePrimary() {
        primary.process().ifPresent(PostgresProcess::kill);
    }

    /// Makes the standby the primary server. It has no standby until [#follow].
    void failOver() {
        DebianDatabase lost = primary;
        primary = standby.orElseThrow(() -> new IllegalStateException("there is no standby"));
        standby = Optional.empty();
        primary.promote();
        lost.remove();
    }

    /// Lets another standby follow the primary server.
    void followAgain() {
        follow(reachedAt);
    }

    @Override
    public String version() {
        return primary.version();
    }

    @Override
    public DatabaseAddress address() {
        return primary.address();
    }

    @Override
    public Optional<PostgresProcess> process() {
        return primary.process();
    }

    @Override
    public void startAgain() {
        primary.startAgain();
    }

    @Override
    public Optional<TestDatabase> standby() {
        return standby.map(server -> server);
    }

    @Override
    public void close() {
        // A primary server that stops waits for its standby.
        standby.ifPresent(DebianDatabase::close);
        primary.close();
    }
}
