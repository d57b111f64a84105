package io.vestnik.postgres.commit;

import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.Lowest;
import io.vestnik.application.commit.MemberRef;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.MessageRef;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.read.MessageRows;
import io.vestnik.postgres.transaction.BinaryArray;
import io.vestnik.postgres.transaction.StatementBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Locks the rows of chats and reads the data for decisions on changes of these chats.
///
/// One statement takes the locks, and later statements read the data. A statement that waits for a lock and also reads
/// other tables would read these tables as they were before the wait. (With only one statement,
/// `CommitPathTest#the_data_for_a_decision_is_read_after_the_lock` fails.)
final class RowReads {
    private static final String WAIT = "select from chats where id = any(?) for no key update";

    private static final String CHAT_COLUMNS =
            "c.id, c.kind, c.version, c.last_id, c.activity_at, c.open, c.member_count, c.marks_version,"
                    + " c.everyone_floor, c.departed_floor, c.low1_user, c.low1, c.low2_user, c.low2";

    private static final String LOCK = "select " + CHAT_COLUMNS
            + " from chats c where c.id = any(?) and c.deleted_at is null order by c.id for no key update of c skip"
            + " locked";

    private static final String EXISTING = "select c.id from chats c where c.id = any(?) and c.deleted_at is null";

    private static final String MEMBERS = """
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

    private static final String MESSAGES = "select " + MessageRows.COLUMNS + """

         from unnest(?, ?) as q (chat_id, id)
        cross join lateral (select * from messages f where f.chat_id = q.chat_id and f.id = q.id limit 1) m
         join chats c on c.id = m.chat_id
        """ + MessageRows.JOIN_SENDER;

    private RowReads() {}

    /// Waits for the lock of a chat's row and takes it, so that [#lock] does not leave the chat out.
    static void waitFor(StatementBatch statements, ChatId chat) {
        statements.run(WAIT, BinaryArray.uuids(List.of(chat), ChatId::value));
    }

    /// Locks the rows of chats, in order of id, and then reads the clock of the store and the rows of `members`. Leaves
    /// out a chat if another transaction has locked its row.
    static void lock(StatementBatch statements, List<ChatId> chats, Collection<MemberRef> members, LockedRows rows) {
        List<MemberRef> refs = List.copyOf(members);
        statements
                .query(
                        LOCK,
                        found -> {
                            while (found.next()) {
                                rows.add(chatRow(found));
                            }
                        },
                        BinaryArray.uuids(chats, ChatId::value))
                .query(
                        MEMBERS,
                        found -> {
                            while (found.next()) {
                                rows.now(Codecs.INSTANT.get(found, "now"));
                                if (found.getBoolean("found")) {
                                    rows.add(memberRow(found));
                                }
                            }
                        },
                        BinaryArray.uuids(refs, ref -> ref.chatId().value()),
                        BinaryArray.uuids(refs, ref -> ref.userId().value()));
    }

    private static ChatRow chatRow(ResultSet row) throws SQLException {
        ChatHead head = new ChatHead(
                Codecs.CHAT_ID.get(row, "id"),
                new ChatVersion(row.getLong("version")),
                new MessageId(row.getLong("last_id")),
                Codecs.INSTANT.get(row, "activity_at"),
                row.getBoolean("open"));
        ReadFloor floor = new ReadFloor(
                new MessageId(row.getLong("everyone_floor")), new MessageId(row.getLong("departed_floor")));
        Lowest lowest = new Lowest(
                row.getObject("low1_user", UUID.class),
                row.getLong("low1"),
                row.getObject("low2_user", UUID.class),
                row.getLong("low2"));
        return new ChatRow(new ChatRow.Values(
                Codecs.CHAT_KIND.get(row, "kind"),
                head,
                row.getInt("member_count"),
                Codecs.MARKS_VERSION.get(row, "marks_version"),
                floor,
                lowest));
    }

    private static MemberRow memberRow(ResultSet row) throws SQLException {
        return new MemberRow(
                new MemberRef(Codecs.CHAT_ID.get(row, "chat_id"), Codecs.USER_ID.get(row, "user_id")),
                Codecs.ROLE.find(row, "role"),
                new MessageId(row.getLong("own_floor")),
                new MessageId(row.getLong("read_up_to")),
                new MessageId(row.getLong("last_sent")));
    }

    /// Finds drafts whose keys are already stored.
    ///
    /// @param found receives the index of a draft in `posts`, and the id and content hash of the stored message
    static void keys(
            StatementBatch statements, List<QueuedChange.Post> posts, BiConsumer<Integer, Posting.StoredKey> found) {
        if (posts.isEmpty()) {
            return;
        }
        statements.query(
                KEYS,
                rows -> {
                    while (rows.next()) {
                        found.accept(
                                rows.getInt("post") - 1,
                                new Posting.StoredKey(
                                        new MessageId(rows.getLong("id")), new ContentHash(rows.getLong("hash"))));
                    }
                },
                BinaryArray.uuids(posts, post -> post.chatId().value()),
                BinaryArray.uuids(posts, post -> post.actor().value()),
                BinaryArray.uuids(posts, post -> post.draft().key().value()));
    }

    /// Finds the existing chats among the chats that [#lock] left out. Another transaction has locked the rows of the
    /// existing chats.
    static void existing(StatementBatch statements, List<ChatId> chats, Consumer<ChatId> found) {
        if (chats.isEmpty()) {
            return;
        }
        statements.query(
                EXISTING,
                rows -> {
                    while (rows.next()) {
                        found.accept(Codecs.CHAT_ID.get(rows, "id"));
                    }
                },
                BinaryArray.uuids(chats, ChatId::value));
    }

    static void messages(StatementBatch statements, List<MessageRef> refs, LockedRows rows) {
        if (refs.isEmpty()) {
            return;
        }
        statements.query(
                MESSAGES,
                found -> {
                    while (found.next()) {
                        rows.add(MessageRows.map(found));
                    }
                },
                BinaryArray.uuids(refs, ref -> ref.chatId().value()),
                BinaryArray.longs(refs, ref -> ref.id().value()));
    }
}
