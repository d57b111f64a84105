package io.vestnik.postgres;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.commit.writer.StoreMetrics;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.user.UserId;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Separate databases for tests, and statements on them outside the store.
public final class TestDatabase {
    private static final FatalErrors FATAL = (component, error) -> {
        throw new AssertionError(component + " failed", error);
    };

    private TestDatabase() {}

    /// An empty database.
    public static PostgresSettings empty() {
        return settings(EmbeddedPostgres.temporary().database());
    }

    /// A database with the current schema.
    public static PostgresSettings create() {
        return settings(EmbeddedPostgres.temporary()
                .database("vestnik_migrated", address -> PostgresStore.migrate(settings(address))));
    }

    private static PostgresSettings settings(DatabaseAddress address) {
        return PostgresSettings.at(address.jdbcUrl()).as(Optional.of(address.user()), Optional.of(address.password()));
    }

    /// Opens a store whose writers must not fail.
    public static PostgresStore open(PostgresSettings settings, ChatEvents events) {
        return open(settings, events, FATAL);
    }

    /// Opens a store that passes its events to a test.
    public static PostgresStore open(PostgresSettings settings, ChatEvents events, FatalErrors fatal) {
        return PostgresStore.open(
                new PostgresStore.Opening(settings, new LocalNotificationBus(), events, SystemRuntime.INSTANCE),
                fatal,
                StoreMetrics.none());
    }

    /// Opens a store that publishes on `bus`, and whose writers must not fail.
    public static PostgresStore open(PostgresSettings settings, NotificationBus bus) {
        return PostgresStore.open(settings, bus, FATAL, StoreMetrics.none());
    }

    public static Connection connect(PostgresSettings settings) throws SQLException {
        PostgresSettings.Address address = settings.address();
        return DriverManager.getConnection(
                address.jdbcUrl(),
                address.user().orElseThrow(),
                address.password().orElseThrow());
    }

    public static void execute(PostgresSettings settings, String sql, Object... values) {
        try (Connection connection = connect(settings)) {
            execute(connection, sql, values);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public static void execute(Connection connection, String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// The number that a query returns.
    public static long number(PostgresSettings settings, String sql, Object... values) {
        try (Connection connection = connect(settings);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// The ids of all users whose names match `nameLike`, a pattern for SQL's `like`.
    public static List<UserId> people(PostgresSettings settings, String nameLike) {
        try (Connection connection = connect(settings);
                PreparedStatement statement = connection.prepareStatement("select id from users where name like ?")) {
            statement.setString(1, nameLike);
            List<UserId> people = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    people.add(new UserId(rows.getObject("id", UUID.class)));
                }
            }
            return people;
        } catch (SQLException e) {
            throw new IllegalStateException(nameLike, e);
        }
    }

    public static UserId person(PostgresSettings settings, String name) {
        UserId person = new UserId(UUID.randomUUID());
        execute(settings, "insert into users (name, id) values (?, ?)", name, person.value());
        return person;
    }
}
