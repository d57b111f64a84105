package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Changes;
import io.vestnik.client.Member;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server and the database in the middle of deferred work: the removal of a group's rows, and the departure
/// of a deleted account from its groups.
class DeferredWorkAfterKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// A request that waited for the locked rows would take longer: it would fail after 5 s.
    private static final Duration AT_ONCE = Duration.ofSeconds(4);
    private static final String PASSWORD = "a long password";
    private static final int GROUPS = 200;
    private static final int MESSAGES = 30_000;

    /// The id of the message that is locked until the kill. The removal reaches it halfway.
    private static final int LOCKED_MESSAGE = MESSAGES / 2;

    @TempDir
    private Path directory;

    private ServerProcess server;
    private DatabaseAddress database;

    @BeforeEach
    void start() {
        server = Program.on(directory).start();
        database = EmbeddedPostgres.join(server.data()).orElseThrow();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_deferred_work_is_completed_once_after_a_kill() throws SQLException {
        VestnikApi api = VestnikApi.at(server.address(), Transport.create());
        Session owner = api.register("Owner", "owner@example.org", PASSWORD, "laptop");
        Session leaving = api.register("Leaving", "leaving@example.org", PASSWORD, "laptop");
        UUID large = api.as(owner)
                .createGroup("Large", List.of(), UUID.randomUUID())
                .chat()
                .id();
        fill(large, owner.userId());
        addGroups(owner.userId(), leaving.userId());
        UUID lastToLeave =
                UUID.fromString(text("select max(chat_id::text) from members where user_id = ?", leaving.userId()));

        try (Connection other = connect()) {
            other.setAutoCommit(false);
            execute(other, "select from messages where chat_id = ? and id = ? for update", large, LOCKED_MESSAGE);
            execute(other, "select from chats where id = ? for update", lastToLeave);
            assertAtOnce(() -> api.as(owner).deleteChat(large));
            // The removal begins some seconds after the deletion. The update makes the deletion older, so that the test
            // does not wait.
            execute("update chats set deleted_at = deleted_at - interval '1 minute' where id = ?", large);
            await().atMost(PATIENCE).until(() -> messagesOf(large) < MESSAGES);
            assertAtOnce(() -> api.as(leaving).deleteMe(PASSWORD));
            await().atMost(PATIENCE).until(() -> departures(leaving.userId()) > GROUPS / 10);
            // The removal and the departure are unfinished, since a message and a group are locked.
            server.killAll();
        }
        server.start();
        database = EmbeddedPostgres.join(server.data()).orElseThrow();
        await().atMost(PATIENCE).until(() -> departures(leaving.userId()) == GROUPS);
        await().atMost(PATIENCE).until(() -> rowsOf(large) == 0);
        assertThat(number("""
            select count(*) from chats c join members m on m.chat_id = c.id and m.user_id = ?
             where c.version = 2 and c.member_count = 1 and m.version = 2\
            """, leaving.userId())).isEqualTo(GROUPS);
        Changes changes = api.as(owner).changes(lastToLeave, 1, 10);
        assertThat(changes.version()).isEqualTo(2);
        assertThat(changes.members()).extracting(Member::userId).containsExactly(leaving.userId());
        assertThat(changes.members().getFirst().role()).isNull();
    }

    private static void assertAtOnce(Runnable request) {
        long began = System.nanoTime();
        request.run();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    }

    private void fill(UUID group, UUID sender) throws SQLException {
        execute("""
            insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)
            select ?, i, ?, gen_random_uuid(), 0, 'message ' || i, now(), i + 1 from generate_series(1, ?) i\
            """, group, sender, MESSAGES);
        execute("update chats set last_id = ?, version = ? where id = ?", MESSAGES, MESSAGES + 1, group);
    }

    /// Adds groups of two members, each at the version of its creation.
    private void addGroups(UUID owner, UUID member) throws SQLException {
        execute("""
            with c as (
                insert into chats (id, kind, created_by, created_at, activity_at, member_count, version,
                                   low1_user, low2_user)
                select gen_random_uuid(), 'group', ?, now(), now(), 2, 1, ?, ? from generate_series(1, ?)
                returning id),
            g as (insert into groups (chat_id, title, title_version) select id, 'Group', 1 from c)
            insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)
            select c.id, m.id, m.role, now(), 0, 0, 1
              from c, (values (?, 'owner'), (?, 'member')) as m (id, role)\
            """, owner, owner, member, GROUPS, owner, member);
    }

    private long messagesOf(UUID group) throws SQLException {
        return number("select count(*) from messages where chat_id = ?", group);
    }

    private long rowsOf(UUID group) throws SQLException {
        return number("""
            select (select count(*) from messages where chat_id = c.id)
                 + (select count(*) from members where chat_id = c.id)
                 + (select count(*) from groups where chat_id = c.id)
                 + (select count(*) from sender_counts where chat_id = c.id)
                 + (select count(*) from log_checkpoints where chat_id = c.id)
                 + (select count(*) from chats where id = c.id)
              from (select ?::uuid as id) c\
            """, group);
    }

    private long departures(UUID user) throws SQLException {
        return number("select count(*) from members where user_id = ? and role is null", user);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private long number(String query, Object... values) throws SQLException {
        return Long.parseLong(text(query, values));
    }

    private String text(String query, Object... values) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, query, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, sql, values);
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            statement.execute();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
