package io.vestnik.postgres;

import io.vestnik.application.FatalErrors;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.Imports;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.util.List;

/// The store in PostgreSQL: everything the domain keeps, behind one door.
///
/// Safe to use from any thread. [#close] lets what was accepted come to its end first.
public final class PostgresStore implements AutoCloseable {
    private final Pools pools;
    private final Writers writers;
    private final Recent<Boolean> takesChanges;
    private final Chats chats;
    private final MessageLog messageLog;
    private final Imports imports;
    private final ReadStates readStates;
    private final Users users;
    private final Devices devices;
    private final BackgroundWork background;

    private PostgresStore(
            PostgresSettings settings, Pools pools, ChatEvents events, StoreMetrics metrics, FatalErrors fatal) {
        this.pools = pools;
        this.writers = new Writers(settings.writers(), new CommitPath(pools.writers()), events, metrics, fatal);
        Database chatData = new Database(pools.reads(), pools.changes(), events, writers);
        Database accountData = new Database(pools.accounts(), pools.accounts(), events, writers);
        Database checks = new Database(pools.checks(), pools.checks(), events, writers);
        this.chats = new JdbiChats(chatData, checks);
        this.messageLog = new JdbiMessageLog(chatData, writers);
        this.imports = new JdbiImports(chatData, writers);
        this.readStates = new JdbiReadStates(chatData, writers);
        this.users = new JdbiUsers(accountData, chatData);
        this.devices = new JdbiDevices(accountData);
        this.takesChanges = new Recent<>(() -> takesChanges(checks));
        Database deferred = new Database(pools.background(), pools.background(), events, writers);
        this.background = new BackgroundWork(List.of(new DeletedGroups(deferred)));
    }

    /// Opens the store that `settings` name, with its schema up to date.
    ///
    /// @param events where what was committed is published
    /// @param fatal receives the error that ends a writer; what that writer is given from then on fails, and the store
    ///     is no longer [#ready]
    /// @throws StoreUnavailableException if the database cannot be reached
    /// @throws SchemaOutdatedException if the schema is not up to date and `settings` do not let it be changed
    public static PostgresStore open(PostgresSettings settings, ChatEvents events, FatalErrors fatal) {
        return open(settings, events, fatal, StoreMetrics.none());
    }

    /// As [#open(PostgresSettings, ChatEvents, FatalErrors)], reporting to `metrics`.
    public static PostgresStore open(
            PostgresSettings settings, ChatEvents events, FatalErrors fatal, StoreMetrics metrics) {
        Pools pools = Pools.open(settings);
        try {
            switch (settings.migration()) {
                case AUTO -> migrate(settings);
                case OFF -> new Migrations(settings).check();
            }
            return new PostgresStore(settings, pools, events, metrics, fatal);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /// Brings the schema up to date and does nothing else.
    ///
    /// @return how many migrations it took
    /// @throws StoreUnavailableException if the database cannot be reached
    public static int migrate(PostgresSettings settings) {
        return new Migrations(settings).migrate();
    }

    /// The chats and who is in them.
    public Chats chats() {
        return chats;
    }

    /// The messages.
    public MessageLog messageLog() {
        return messageLog;
    }

    /// What is brought in with its own times.
    public Imports imports() {
        return imports;
    }

    /// Who has read how far.
    public ReadStates readStates() {
        return readStates;
    }

    /// The people.
    public Users users() {
        return users;
    }

    /// Where they are logged in.
    public Devices devices() {
        return devices;
    }

    /// Whether the database answers and takes changes, and all writers run. Of many calls within a quarter of a second
    /// one asks the database.
    public boolean ready() {
        return writers.alive() && takesChanges.get();
    }

    private static boolean takesChanges(Database checks) {
        try {
            return checks.read(
                    "checking",
                    handle -> handle.createQuery("select not pg_is_in_recovery() from meta")
                            .mapTo(Boolean.class)
                            .one());
        } catch (RuntimeException e) {
            return false;
        }
    }

    /// How many changes wait to be committed.
    public int waiting() {
        return writers.waiting();
    }

    /// How each pool of connections is used.
    public List<PoolUse> pools() {
        return pools.use();
    }

    /// Takes nothing more in, commits or fails what was taken in, and closes the connections.
    @Override
    public void close() {
        background.close();
        writers.close();
        pools.close();
    }
}
