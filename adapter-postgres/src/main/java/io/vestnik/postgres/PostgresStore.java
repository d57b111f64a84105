package io.vestnik.postgres;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.bus.PublishedEvents;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.writer.StoreMetrics;
import io.vestnik.application.commit.writer.Writers;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.Imports;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.account.AccountMappers;
import io.vestnik.postgres.account.JdbiDevices;
import io.vestnik.postgres.account.JdbiHostUsers;
import io.vestnik.postgres.account.JdbiUsers;
import io.vestnik.postgres.chat.BackgroundWork;
import io.vestnik.postgres.chat.ChatCreation;
import io.vestnik.postgres.chat.DeletedGroups;
import io.vestnik.postgres.chat.JdbiChats;
import io.vestnik.postgres.chat.SharedQuery;
import io.vestnik.postgres.commit.PostgresBatchRows;
import io.vestnik.postgres.commit.SeparateWrites;
import io.vestnik.postgres.connection.Pool;
import io.vestnik.postgres.connection.PoolUse;
import io.vestnik.postgres.connection.PooledConnections;
import io.vestnik.postgres.connection.Pools;
import io.vestnik.postgres.connection.PostgresConnection;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.TransactionSettings;
import io.vestnik.postgres.read.ReadMappers;
import io.vestnik.postgres.schema.Migrations;
import io.vestnik.postgres.transaction.Database;
import java.time.Duration;
import java.util.List;

/// The store in PostgreSQL: all ports of the domain. The server uses [#users] and [#devices], a service that embeds the
/// messenger uses [#hostUsers] instead.
///
/// Thread-safe. [#close] first completes all accepted changes.
public final class PostgresStore implements MessengerStore {
    private final NotificationBus bus;
    private final Pools pools;
    private final Writers<PostgresConnection> writers;
    private final SharedQuery<Boolean> takesChanges;
    private final Chats chats;
    private final MessageLog messageLog;
    private final Imports imports;
    private final ReadStates readStates;
    private final Users users;
    private final Devices devices;
    private final HostUsers hostUsers;
    private final BackgroundWork background;

    private PostgresStore(Opening opening, Pools pools, StoreMetrics metrics, FatalErrors fatal) {
        NodeRuntime runtime = opening.runtime();
        this.bus = opening.bus();
        this.pools = pools;
        // A batch is not repeated if a chat is locked, because the chat is set aside instead.
        Transactions<PostgresConnection> batches = transactions(pools.writers(), opening, Duration.ZERO);
        Transactions<PostgresConnection> changes = transactions(pools.changes(), opening, TransactionSettings.LOCK_MAX);
        this.writers = new Writers<>(
                opening.settings().writers(),
                Runtime.getRuntime().maxMemory(),
                runtime,
                batches,
                new PostgresBatchRows(),
                metrics,
                fatal);
        SeparateWrites separate = new SeparateWrites(changes, writers::turnOf, runtime);
        Database chatData = new Database(pools.reads(), changes);
        Database accountData = database(pools.accounts(), opening);
        Database checks = database(pools.checks(), opening);
        ChatCreation creation = new ChatCreation(chatData, separate);
        this.chats = new JdbiChats(chatData, checks, creation, separate);
        this.messageLog = new JdbiMessageLog(chatData, writers);
        this.imports = new JdbiImports(creation, writers);
        this.readStates = new JdbiReadStates(chatData, writers);
        this.users = new JdbiUsers(accountData, chatData);
        this.devices = new JdbiDevices(accountData);
        this.hostUsers = new JdbiHostUsers(accountData, bus);
        this.takesChanges = new SharedQuery<>(() -> takesChanges(checks));
        Database deferred = database(pools.background(), opening);
        this.background = new BackgroundWork(List.of(new DeletedGroups(deferred)), fatal);
    }

    private static Database database(Pool pool, Opening opening) {
        return new Database(pool, transactions(pool, opening, TransactionSettings.LOCK_MAX));
    }

    private static Transactions<PostgresConnection> transactions(Pool pool, Opening opening, Duration lockedFor) {
        return new Transactions<>(new PooledConnections(pool), opening.events(), opening.runtime(), lockedFor);
    }

    /// The database of a store, and the receivers of its changes.
    ///
    /// @param events receives the committed events; publishes them on `bus`, except in tests
    /// @param runtime the threads and the time of the writers
    record Opening(PostgresSettings settings, NotificationBus bus, ChatEvents events, NodeRuntime runtime) {}

    /// Opens the store for a single node, with a notification bus of its own. First updates or checks the schema, as
    /// `settings` say.
    ///
    /// @param fatal receives the error that ends a writer or the background work; after a writer's error all later
    ///     changes of that writer fail, and the store is no longer [#ready]
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    /// @throws io.vestnik.postgres.schema.SchemaOutdatedException if the schema is not up to date and `settings` do not
    ///     allow its update, or if a newer release has migrated it
    /// @throws io.vestnik.postgres.schema.SchemaRefusedException if the user lacks a permission, or another program has
    ///     tables in the schema
    /// @throws IllegalStateException if PostgreSQL does not know the default time zone of this program, which the
    ///     driver sends to it; the store itself depends on no zone
    public static PostgresStore open(PostgresSettings settings, FatalErrors fatal) {
        return open(settings, new LocalNotificationBus(), fatal, StoreMetrics.none());
    }

    /// Like [#open(PostgresSettings, FatalErrors)], but publishes on `bus` and reports to `metrics`.
    public static PostgresStore open(
            PostgresSettings settings, NotificationBus bus, FatalErrors fatal, StoreMetrics metrics) {
        return open(new Opening(settings, bus, new PublishedEvents(bus), SystemRuntime.INSTANCE), fatal, metrics);
    }

    /// Opens a store whose events a test can observe.
    static PostgresStore open(Opening opening, FatalErrors fatal, StoreMetrics metrics) {
        PostgresSettings settings = opening.settings();
        Pools pools = Pools.open(settings, new ReadMappers(), new AccountMappers());
        try {
            switch (settings.schema().migration()) {
                case AUTO -> migrate(settings);
                case OFF -> new Migrations(settings).check();
            }
            return new PostgresStore(opening, pools, metrics, fatal);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /// Updates the schema and does nothing else.
    ///
    /// @return the number of applied migrations
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    /// @throws io.vestnik.postgres.schema.SchemaOutdatedException if a newer release has migrated the schema
    /// @throws io.vestnik.postgres.schema.SchemaRefusedException if the user lacks a permission, or another program has
    ///     tables in the schema
    public static int migrate(PostgresSettings settings) {
        return new Migrations(settings).migrate();
    }

    @Override
    public Chats chats() {
        return chats;
    }

    @Override
    public MessageLog messageLog() {
        return messageLog;
    }

    /// The port that imports past conversations.
    public Imports imports() {
        return imports;
    }

    @Override
    public ReadStates readStates() {
        return readStates;
    }

    @Override
    public NotificationBus bus() {
        return bus;
    }

    /// The users with accounts.
    public Users users() {
        return users;
    }

    /// The devices of the accounts.
    public Devices devices() {
        return devices;
    }

    /// The users of a service that embeds the messenger: see [HostUsers].
    public HostUsers hostUsers() {
        return hostUsers;
    }

    /// Whether the database answers and accepts changes, and all writers run. Of many calls within a quarter of a
    /// second only one call queries the database.
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

    /// The number of changes that wait to be committed.
    public int waiting() {
        return writers.waiting();
    }

    /// The current use of each connection pool.
    public List<PoolUse> pools() {
        return pools.use();
    }

    /// Refuses new changes, commits or fails the accepted changes, and closes the connections.
    @Override
    public void close() {
        background.close();
        writers.close();
        pools.close();
    }
}
