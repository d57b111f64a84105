package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.Posting;
import io.vestnik.postgres.LoggedMessage.Place;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/// Runs a batch through its transaction: lock, read, decide, write, commit.
///
/// The locks are taken by a statement of their own, and later statements read the data for the decisions: a statement
/// that waited for a lock still reads other tables as they were before it. (Without this,
/// `CommitPathTest#the_data_for_a_decision_is_read_after_the_lock` fails.)
///
/// A chat whose row another transaction holds is left out, so that it delays no other chat; [Batch#undecided] returns
/// its changes. Only a chat named by the caller is waited for, as the first lock of the transaction. No chat's lock is
/// waited for while others are held, so two batches cannot deadlock.
final class CommitPath {
    /// After a deadlock, or with a connection that died in the pool, another attempt succeeds.
    private static final int TRIES_MAX = 3;

    /// Another node's batch ends within milliseconds, and a change of members soon after.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);

    private static final String WAIT = "select from chats where id = any(?) for no key update";

    private static final String LOCK = "select " + ChatState.COLUMNS
            + " from chats c where c.id = any(?) and c.deleted_at is null order by c.id for no key update of c skip"
            + " locked";

    private static final String EXISTING = "select c.id from chats c where c.id = any(?) and c.deleted_at is null";

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

    private final Pool connections;

    /// @param connections with auto-commit; without it the driver begins transactions with a round trip of its own. The
    ///     settings of a transaction are sent with its first statement
    CommitPath(Pool connections) {
        this.connections = connections;
    }

    /// The connection was lost during the commit: the outcome is unknown.
    static final class UnknownOutcomeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOutcomeException(SQLException cause) {
            super(cause);
        }
    }

    /// Commits the whole batch except the chats whose rows are locked by another transaction, or nothing.
    ///
    /// @param waitFor a chat whose lock is waited for, for 50 ms
    /// @param turn held for the commit and for `committed`
    /// @param committed runs in the turn once the batch is committed; throws nothing but an `Error`
    /// @return the decided batch
    /// @throws SQLException when nothing was stored
    /// @throws UnknownOutcomeException when the outcome is unknown
    Batch commit(List<Work> works, Optional<ChatId> waitFor, Lock turn, Consumer<Batch> committed) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Batch batch = new Batch(works);
            boolean[] borrowed = {false};
            try (Connection connection = connections.connection()) {
                borrowed[0] = true;
                try {
                    run(connection, batch, waitFor, turn, committed);
                    return batch;
                } catch (SQLException | RuntimeException e) {
                    rollBack(connection, e);
                    throw e;
                } catch (Error e) {
                    // Half of an answer may still be on its way.
                    connections.discard(connection);
                    throw e;
                }
            } catch (SQLException e) {
                boolean lost = borrowed[0] && Failures.lost(e);
                if (attempt == TRIES_MAX || (!lost && !Failures.contention(e))) {
                    throw e;
                }
            }
        }
    }

    private void run(Connection connection, Batch batch, Optional<ChatId> waitFor, Lock turn, Consumer<Batch> committed)
            throws SQLException {
        batch.decide(look(connection, batch, waitFor));
        turn.lock();
        try {
            write(connection, batch);
            committed.accept(batch);
        } finally {
            turn.unlock();
        }
    }

    private Instant look(Connection connection, Batch batch, Optional<ChatId> waitFor) throws SQLException {
        Instant[] now = new Instant[1];
        List<Batch.Seat> seats = batch.seats();
        Script script = new Script();
        script.run("begin");
        connections.settings().forEach(script::run);
        waitFor.ifPresent(chat -> script.run(TransactionSettings.locking(WAIT_MAX))
                .run(WAIT, BinaryArray.uuids(List.of(chat), ChatId::value))
                .run(TransactionSettings.locking(TransactionSettings.LOCK_MAX)));
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
        lookFurther(connection, batch);
        return now[0];
    }

    /// Reads the data that depends on the first answers: whether missing chats exist, and messages.
    private static void lookFurther(Connection connection, Batch batch) throws SQLException {
        List<ChatId> missing = batch.missing();
        if (!missing.isEmpty()) {
            new Script()
                    .query(
                            EXISTING,
                            rows -> {
                                while (rows.next()) {
                                    batch.locked(new ChatId(rows.getObject("id", UUID.class)));
                                }
                            },
                            BinaryArray.uuids(missing, ChatId::value))
                    .execute(connection);
        }
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
            if (Failures.lost(e)) {
                throw new UnknownOutcomeException(e);
            }
            throw e;
        }
    }

    private void rollBack(Connection connection, Exception failure) {
        try {
            new Script().run("rollback").execute(connection);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            connections.discard(connection);
        }
    }
}
