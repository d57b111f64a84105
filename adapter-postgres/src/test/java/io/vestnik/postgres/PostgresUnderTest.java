package io.vestnik.postgres;

import io.vestnik.application.bus.NotificationBus;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// A store over a database. All stores of [#publishing] use the same database; each test has its own users.
final class PostgresUnderTest implements StoreUnderTest {
    private static final PostgresSettings SHARED = TestDatabase.create();

    private final PostgresStore store;
    private final Connection statements;

    private PostgresUnderTest(PostgresSettings settings, PostgresStore store) {
        this.store = store;
        try {
            this.statements = TestDatabase.connect(settings);
        } catch (SQLException e) {
            store.close();
            throw new IllegalStateException("no connection for the statements of the tests", e);
        }
    }

    /// A store that publishes on `bus`.
    static PostgresUnderTest publishing(NotificationBus bus) {
        return new PostgresUnderTest(SHARED, TestDatabase.open(SHARED, bus));
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
        UserId person = new UserId(UUID.randomUUID());
        execute("insert into users (name, id) values (?, ?)", name, person.value());
        return person;
    }

    @Override
    public void deleteAccount(UserId person) {
        execute("update users set deleted_at = now() where id = ?", person.value());
    }

    private synchronized void execute(String sql, Object... values) {
        TestDatabase.execute(statements, sql, values);
    }

    @Override
    public void close() {
        try (statements) {
            store.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the connection for the statements of the tests", e);
        }
    }
}
