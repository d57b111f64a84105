package io.vestnik.postgres.commit;

import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.LockedRows.Raise;
import io.vestnik.application.commit.LoggedMessage;
import io.vestnik.application.commit.Lowest;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.transaction.BinaryArray;
import io.vestnik.postgres.transaction.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/// Writes the rows that a transaction changed, each kind with one statement.
final class RowWrites {
    static final String INSERT = """
        insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version, reply_to,
                              edited_at, deleted_at)
        select q.chat_id, q.id, q.sender_id, q.key, q.hash, q.body, q.sent_at, q.version, nullif(q.reply_to, 0),
               q.edited_at, q.deleted_at
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            as q (chat_id, id, sender_id, key, hash, body, sent_at, version, reply_to, edited_at, deleted_at)\
        """;

    static final String AMEND = """
        update messages m
           set body = q.body, version = q.version, edited_at = q.edited_at, deleted_at = q.deleted_at
          from unnest(?, ?, ?, ?, ?, ?) as q (chat_id, id, body, version, edited_at, deleted_at)
         where m.chat_id = q.chat_id and m.id = q.id\
        """;

    static final String MEMBERS = """
        update members m set last_sent = q.last_sent, read_up_to = q.read_up_to, own_floor = q.own_floor
          from unnest(?, ?, ?, ?, ?) as q (chat_id, user_id, last_sent, read_up_to, own_floor)
         where m.chat_id = q.chat_id and m.user_id = q.user_id\
        """;

    static final String RAISE = """
        update members m set own_floor = q.own_floor
          from unnest(?, ?, ?) as q (chat_id, user_id, own_floor)
         where m.chat_id = q.chat_id and m.user_id = q.user_id and m.own_floor < q.own_floor\
        """;

    static final String CHATS = """
        update chats c
           set version = q.version, last_id = q.last_id, activity_at = q.activity_at,
               marks_version = q.marks_version, everyone_floor = q.everyone_floor,
               departed_floor = q.departed_floor,
               low1_user = q.low1_user, low1 = q.low1, low2_user = q.low2_user, low2 = q.low2
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            as q (id, version, last_id, activity_at, marks_version, everyone_floor, departed_floor,
                  low1_user, low1, low2_user, low2)
         where c.id = q.id\
        """;

    /// Writes member counts. Separate from [#CHATS], because only changes of members need it.
    private static final String MEMBER_COUNTS = """
        update chats c set member_count = q.member_count from unnest(?, ?) as q (id, member_count) where c.id = q.id\
        """;

    /// Marks groups as deleted. A server of the previous release ignores this mark and finds a closed chat, which
    /// accepts no messages.
    private static final String DELETE = """
        update chats set deleted_at = clock_timestamp(), open = false, everyone_floor = 0, departed_floor = 0
         where id = any(?)\
        """;

    /// The query for the lowest marks of some chats, which uses an index. The parameter is an array of the chats' ids.
    static final String LOOK_UP = """
        select q.id, f.user_id, f.read_up_to
          from unnest(?) as q (id)
         cross join lateral (select m.user_id, m.read_up_to from members m
                              where m.chat_id = q.id and m.role is not null and not m.dormant
                              order by m.group_mark limit 2) f\
        """;

    private RowWrites() {}

    /// Decides the read floors and writes all changed rows. The last statements are returned, so that the caller sends
    /// them together with the commit.
    ///
    /// The floors are decided after the marks of this transaction are final. If the lowest marks must be looked up, the
    /// members' rows are written first.
    static StatementBatch write(Connection connection, LockedRows rows) throws StoreFailure {
        try {
            return changes(connection, rows);
        } catch (SQLException e) {
            throw Failures.classified(e);
        }
    }

    private static StatementBatch changes(Connection connection, LockedRows rows) throws SQLException {
        StatementBatch statements = new StatementBatch();
        insert(statements, rows.posted());
        amend(statements, rows.amended());
        List<ChatRow> lookUp =
                rows.chats().stream().filter(ChatRow::lowestToLookUp).toList();
        if (lookUp.isEmpty()) {
            List<Raise> raises = rows.decideFloors(false, raise -> raisedNow(connection, raise));
            members(statements, rows.changedMembers());
            raise(statements, raises);
        } else {
            members(statements, rows.changedMembers());
            lookUp(statements, lookUp);
            statements.execute(connection);
            statements = new StatementBatch();
            raise(statements, rows.decideFloors(true, raise -> raisedNow(connection, raise)));
        }
        chats(statements, rows.chats());
        return statements;
    }

    /// Raises a member's own read floor in the database now, and not with the later statements of the batch.
    ///
    /// @return whether the floor rose; then a new marks version is needed
    private static boolean raisedNow(Connection connection, Raise raise) throws SQLException {
        AtomicBoolean raised = new AtomicBoolean();
        List<Raise> raises = List.of(raise);
        new StatementBatch()
                .query(
                        RAISE + " returning m.own_floor",
                        rows -> raised.set(rows.next()),
                        BinaryArray.uuids(raises, one -> one.member().chatId().value()),
                        BinaryArray.uuids(raises, one -> one.member().userId().value()),
                        BinaryArray.longs(raises, one -> one.upTo().value()))
                .execute(connection);
        return raised.get();
    }

    /// Writes a chat's row before the end of its transaction, so that later statements read the new state.
    static void writeNow(Connection connection, ChatRow chat) throws SQLException {
        StatementBatch statements = new StatementBatch();
        chats(statements, List.of(chat));
        statements.execute(connection);
        chat.written();
    }

    private static void insert(StatementBatch statements, List<LoggedMessage> posted) {
        if (posted.isEmpty()) {
            return;
        }
        statements.run(
                INSERT,
                BinaryArray.uuids(posted, m -> m.present().chatId().value()),
                BinaryArray.longs(posted, m -> m.present().id().value()),
                BinaryArray.uuids(posted, m -> m.present().senderId().value()),
                BinaryArray.uuids(posted, LoggedMessage::key),
                BinaryArray.longs(posted, m -> m.hash().value()),
                BinaryArray.texts(
                        posted, m -> m.present().text().map(MessageText::value).orElse(null)),
                BinaryArray.instants(posted, m -> m.present().sentAt()),
                BinaryArray.longs(posted, m -> m.present().version().value()),
                BinaryArray.longs(
                        posted,
                        m -> m.present().replyTo().orElse(MessageId.NONE).value()),
                BinaryArray.instants(posted, m -> m.present().editedAt().orElse(null)),
                BinaryArray.instants(posted, m -> m.present().deletedAt().orElse(null)));
    }

    private static void amend(StatementBatch statements, List<Message> amended) {
        if (amended.isEmpty()) {
            return;
        }
        statements.run(
                AMEND,
                BinaryArray.uuids(amended, m -> m.chatId().value()),
                BinaryArray.longs(amended, m -> m.id().value()),
                BinaryArray.texts(amended, m -> m.text().map(MessageText::value).orElse(null)),
                BinaryArray.longs(amended, m -> m.version().value()),
                BinaryArray.instants(amended, m -> m.editedAt().orElse(null)),
                BinaryArray.instants(amended, m -> m.deletedAt().orElse(null)));
    }

    private static void members(StatementBatch statements, List<MemberRow> members) {
        if (members.isEmpty()) {
            return;
        }
        statements.run(
                MEMBERS,
                BinaryArray.uuids(members, MemberRow::chatId),
                BinaryArray.uuids(members, MemberRow::userId),
                BinaryArray.longs(members, m -> m.lastSent().value()),
                BinaryArray.longs(members, m -> m.readUpTo().value()),
                BinaryArray.longs(members, m -> m.ownFloor().value()));
    }

    /// Reads the two lowest marks of the given chats, after the marks of this transaction are written.
    private static void lookUp(StatementBatch statements, List<ChatRow> chats) {
        Map<UUID, Lowest> found = new HashMap<>();
        chats.forEach(chat -> found.put(chat.id().value(), Lowest.EMPTY));
        statements.query(
                LOOK_UP,
                rows -> {
                    while (rows.next()) {
                        UUID user = rows.getObject("user_id", UUID.class);
                        long mark = rows.getLong("read_up_to");
                        found.computeIfPresent(
                                rows.getObject("id", UUID.class), (id, lowest) -> lowest.with(user, mark));
                    }
                    chats.forEach(
                            chat -> chat.lowest(found.getOrDefault(chat.id().value(), Lowest.EMPTY)));
                },
                ids(chats));
    }

    private static void raise(StatementBatch statements, List<Raise> raises) {
        if (raises.isEmpty()) {
            return;
        }
        statements.run(
                RAISE,
                BinaryArray.uuids(raises, raise -> raise.member().chatId().value()),
                BinaryArray.uuids(raises, raise -> raise.member().userId().value()),
                BinaryArray.longs(raises, raise -> raise.upTo().value()));
    }

    private static void chats(StatementBatch statements, Collection<ChatRow> locked) {
        List<ChatRow> deleted = locked.stream().filter(ChatRow::deleted).toList();
        if (!deleted.isEmpty()) {
            statements.run(DELETE, ids(deleted));
        }
        List<ChatRow> chats = locked.stream()
                .filter(chat -> chat.changed() && !chat.deleted())
                .toList();
        if (chats.isEmpty()) {
            return;
        }
        List<ChatRow.Values> values = chats.stream().map(ChatRow::values).toList();
        statements.run(
                CHATS,
                ids(chats),
                BinaryArray.longs(values, row -> row.head().version().value()),
                BinaryArray.longs(values, row -> row.head().last().value()),
                BinaryArray.instants(values, row -> row.head().lastSentAt()),
                BinaryArray.longs(values, row -> row.marksVersion().value()),
                BinaryArray.longs(values, row -> row.floor().everyone().value()),
                BinaryArray.longs(values, row -> row.floor().departed().value()),
                BinaryArray.uuids(values, row -> row.lowest().user1()),
                BinaryArray.longs(values, row -> row.lowest().mark1()),
                BinaryArray.uuids(values, row -> row.lowest().user2()),
                BinaryArray.longs(values, row -> row.lowest().mark2()));
        List<ChatRow> counts =
                chats.stream().filter(ChatRow::memberCountChanged).toList();
        if (!counts.isEmpty()) {
            statements.run(
                    MEMBER_COUNTS,
                    ids(counts),
                    BinaryArray.longs(counts, chat -> chat.values().memberCount()));
        }
    }

    private static BinaryArray ids(List<ChatRow> chats) {
        return BinaryArray.uuids(chats, chat -> chat.id().value());
    }
}
