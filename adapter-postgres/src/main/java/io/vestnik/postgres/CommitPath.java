package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.Posting;
import io.vestnik.postgres.LoggedMessage.Place;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Takes a batch through its transaction: lock, look, decide, write, commit.
///
/// The locks are taken by a statement of their own, and everything a decision needs is read by later ones: a statement
/// that waited for a lock still sees other tables as they were before it. (Without this,
/// `CommitPathTest#what_a_decision_needs_is_read_after_the_lock` fails.)
final class CommitPath {
    /// A deadlock, or a connection that had died in the pool: another try finds things in order.
    private static final int TRIES_MAX = 3;

    private static final String LOCK = "select " + ChatState.COLUMNS
            + " from chats c where c.id = any(?) and c.deleted_at is null order by c.id for no key update of c";

    private static final String SEATS = """
        select date_trunc('milliseconds', clock_timestamp()) as now, q.chat_id, q.user_id,
               f.found, f.role, f.read_up_to, f.own_floor, f.last_sent
          from unnest(?, ?) as q (chat_id, user_id)
          left join lateral (select true as found, m.role, m.read_up_to, m.own_floor, m.last_sent from members m
                              where m.chat_id = q.chat_id and m.user_id = q.user_id limit 1) f on true\
        """;

    private static final String KEYS = """
        select q.post, f.id, f.hash
          from unnest(?, ?, ?) with ordinality as q (chat_id, sender_id, key, post)
         cross join lateral (select m.id, m.hash from messages m
                              where m.chat_id = q.chat_id and m.sender_id = q.sender_id and m.key = q.key
                              limit 1) f\
        """;

    private static final String PLACES = "select " + MessageRows.COLUMNS + """

         from unnest(?, ?) as q (chat_id, id)
        cross join lateral (select * from messages f where f.chat_id = q.chat_id and f.id = q.id limit 1) m
         join chats c on c.id = m.chat_id
         join members s on s.chat_id = m.chat_id and s.user_id = m.sender_id\
        """;

    private final DataSource connections;
    private final List<String> settings;

    /// @param connections with auto-commit, which the driver would otherwise take for a reason to begin transactions
    ///     with an answer of their own
    /// @param settings what is to be run first in each transaction; it travels with the first statement that it is for
    CommitPath(DataSource connections, List<String> settings) {
        this.connections = connections;
        this.settings = settings;
    }

    /// The connection was lost when the commit was under way: it may have happened or not.
    static final class UnknownOutcomeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOutcomeException(SQLException cause) {
            super(cause);
        }
    }

    /// Commits all of it or nothing.
    ///
    /// @throws SQLException when nothing was stored
    /// @throws UnknownOutcomeException when that is not known
    Batch commit(List<Work> works) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Batch batch = new Batch(works);
            boolean[] borrowed = {false};
            try (Connection connection = connections.getConnection()) {
                borrowed[0] = true;
                try {
                    run(connection, batch);
                    return batch;
                } catch (SQLException | RuntimeException e) {
                    rollBack(connection, e);
                    throw e;
                }
            } catch (SQLException e) {
                boolean lost = borrowed[0] && Failures.away(e) && !Failures.timeout(e);
                if (attempt == TRIES_MAX || (!lost && !Failures.contention(e))) {
                    throw e;
                }
            }
        }
    }

    private void run(Connection connection, Batch batch) throws SQLException {
        batch.decide(look(connection, batch));
        write(connection, batch);
    }

    private Instant look(Connection connection, Batch batch) throws SQLException {
        Instant[] now = new Instant[1];
        List<Batch.Seat> seats = batch.seats();
        Script script = new Script();
        script.run("begin");
        settings.forEach(script::run);
        script.query(
                        LOCK,
                        rows -> {
                            while (rows.next()) {
                                batch.chat(new ChatState(rows));
                            }
                        },
                        BinaryArray.uuids(batch.chatIds(), ChatId::value))
                .query(
                        SEATS,
                        rows -> now[0] = seats(rows, batch),
                        BinaryArray.uuids(seats, Batch.Seat::chatId),
                        BinaryArray.uuids(seats, Batch.Seat::userId));
        List<Work.Post> posts = batch.posts();
        if (!posts.isEmpty()) {
            script.query(
                    KEYS,
                    rows -> {
                        while (rows.next()) {
                            batch.kept(
                                    rows.getInt("post") - 1,
                                    new Posting.Kept(
                                            new MessageId(rows.getLong("id")), new ContentHash(rows.getLong("hash"))));
                        }
                    },
                    BinaryArray.uuids(posts, post -> post.chatId().value()),
                    BinaryArray.uuids(posts, post -> post.actor().value()),
                    BinaryArray.uuids(posts, post -> post.draft().key().value()));
        }
        script.execute(connection);
        List<Place> places = batch.places();
        if (!places.isEmpty()) {
            new Script()
                    .query(
                            PLACES,
                            rows -> {
                                while (rows.next()) {
                                    batch.message(MessageRows.map(rows));
                                }
                            },
                            BinaryArray.uuids(places, Place::chatId),
                            BinaryArray.longs(places, Place::id))
                    .execute(connection);
        }
        return now[0];
    }

    private static Instant seats(ResultSet rows, Batch batch) throws SQLException {
        Instant now = Instant.EPOCH;
        while (rows.next()) {
            now = rows.getObject("now", OffsetDateTime.class).toInstant();
            if (rows.getBoolean("found")) {
                batch.member(new MemberState(
                        rows.getObject("chat_id", UUID.class),
                        rows.getObject("user_id", UUID.class),
                        MemberState.role(rows.getString("role")),
                        rows.getLong("read_up_to"),
                        rows.getLong("own_floor"),
                        rows.getLong("last_sent")));
            }
        }
        return now;
    }

    private static void write(Connection connection, Batch batch) throws SQLException {
        Script script = new Script();
        BatchWrites.insert(script, batch.posted());
        BatchWrites.amend(script, batch.amended());
        List<ChatState> lookUp = batch.lowestToLookUp();
        if (lookUp.isEmpty()) {
            batch.decideFloors(false);
            BatchWrites.members(script, batch.changedMembers());
        } else {
            BatchWrites.members(script, batch.changedMembers());
            BatchWrites.lookUp(script, lookUp);
            script.execute(connection);
            script = new Script();
            batch.decideFloors(true);
        }
        BatchWrites.raise(script, batch.raises());
        BatchWrites.chats(script, batch.changedChats());
        script.run(script.isEmpty() ? "rollback" : "commit");
        try {
            script.execute(connection);
        } catch (SQLException e) {
            if (Failures.away(e) && !Failures.timeout(e)) {
                throw new UnknownOutcomeException(e);
            }
            throw e;
        }
    }

    private static void rollBack(Connection connection, Exception failure) {
        try {
            new Script().run("rollback").execute(connection);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            abort(connection, failure);
        }
    }

    /// So that nobody gets it with a transaction still open.
    private static void abort(Connection connection, Exception failure) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
