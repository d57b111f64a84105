package io.vestnik.postgres;

import io.vestnik.application.bus.NotificationBus;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;

/// A store over a database. [#shared] and [#publishing] use one database for all contracts of a JVM; each contract has
/// its own users.
final class PostgresUnderTest implements StoreUnderTest {
    private static final PostgresSettings SHARED = TestDatabase.create();

    private final PostgresSettings settings;
    private final PostgresStore store;

    private PostgresUnderTest(PostgresSettings settings, PostgresStore store) {
        this.settings = settings;
        this.store = store;
    }

    /// A store that publishes on `bus`.
    static PostgresUnderTest publishing(NotificationBus bus) {
        return new PostgresUnderTest(SHARED, TestDatabase.open(SHARED, bus));
    }

    static PostgresUnderTest shared(ChatEvents events) {
        return over(SHARED, events);
    }

    static PostgresUnderTest over(PostgresSettings settings, ChatEvents events) {
        return new PostgresUnderTest(settings, TestDatabase.open(settings, events));
    }

    PostgresStore store() {
        return store;
    }

    @Override
    public Chats chats() {
        return store.chats();
    }

    @Override
    public MessageLog messageLog() {
        return store.messageLog();
    }

    @Override
    public ReadStates readStates() {
        return store.readStates();
    }

    @Override
    public UserId person(String name) {
        return TestDatabase.person(settings, name);
    }

    @Override
    public void deleteAccount(UserId person) {
        TestDatabase.execute(settings, "update users set deleted_at = now() where id = ?", person.value());
    }

    @Override
    public void close() {
        store.close();
    }
}
