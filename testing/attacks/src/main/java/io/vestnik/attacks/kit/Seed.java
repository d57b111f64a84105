package io.vestnik.attacks.kit;

import io.vestnik.embedded.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Writes data directly into the server's database, such as three million messages of one user or five thousand chats.
/// Creating this data over the protocol would take hours. Only chats without connected members are changed, since the
/// server keeps the state of other chats in memory.
public final class Seed {
    private final DatabaseAddress database;

    Seed(DatabaseAddress database) {
        this.database = database;
    }

    /// Opens a connection, which the caller must close.
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    /// Creates users who cannot log in, to be members of groups.
    ///
    /// @return the ids of the users
    public List<String> users(int count) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into users (id, name) values (?, 'Member')")) {
            for (int i = 0; i < count; i++) {
                UUID id = UUID.randomUUID();
                ids.add(id.toString());
                insert.setObject(1, id);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return ids;
    }

    /// Appends messages of one sender to a chat.
    ///
    /// @param body an SQL expression in which `g` is 1, 2, 3 …
    public void messages(String chatId, String senderId, int count, String body) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local synchronous_commit = off");
            statement.execute("""
                insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)
                select c.id, c.last_id + g, '%s', lpad(to_hex(g), 32, '0')::uuid, 0, %s, now(), c.version + g
                from chats c, generate_series(1, %s) g where c.id = '%s' order by g
                """.formatted(senderId, body, Integer.toString(count), chatId));
            statement.execute("update chats set last_id = last_id + %1$s, version = version + %1$s where id = '%2$s'"
                    .formatted(Integer.toString(count), chatId));
            statement.execute(
                    "update members set last_sent = (select last_id from chats where id = chat_id) where chat_id = '"
                            + chatId + "' and user_id = '" + senderId + "'");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("analyze messages");
        }
    }

    /// Copies a group several times, with its title and its members.
    ///
    /// @return the ids of the copies
    public List<String> copies(String groupId, int count) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table copies on commit drop as select gen_random_uuid() as copy from"
                    + " generate_series(1, " + count + ")");
            for (String table : List.of("chats", "groups", "members")) {
                String key = table.equals("chats") ? "id" : "chat_id";
                statement.execute(copying(statement, table, key, groupId));
            }
            try (ResultSet rows = statement.executeQuery("select copy from copies")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("analyze");
        }
        return ids;
    }

    /// Returns an `insert … select` that copies the rows of a group in one table, with all columns except generated
    /// ones. In each copy, the column `key` gets the id of the new group.
    private static String copying(Statement statement, String table, String key, String groupId) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "select column_name from information_schema.columns where table_schema = current_schema() and"
                        + " table_name = '" + table + "' and is_generated = 'NEVER'")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        List<String> values = columns.stream()
                .map(column -> column.equals(key) ? "copy" : "original." + column)
                .toList();
        return "insert into " + table + " (" + String.join(", ", columns) + ") select " + String.join(", ", values)
                + " from copies, " + table + " original where original." + key + " = '" + groupId + "'";
    }
}
