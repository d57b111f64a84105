package io.vestnik.postgres.read;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/// The columns of messages.
///
/// A statement with these columns has the following tables: `m` is the message's row, `c` its chat's row and `s` the
/// sender's membership. A message is read if its id is at most a read floor. Which floor depends on whether its sender
/// is still a member.
public final class MessageRows {
    public static final String COLUMNS = columns("c.everyone_floor", "c.departed_floor");

    /// Joins `s`, the sender's membership, to the message `m`. With a plain join on a new database, the planner may
    /// read all members of the chat. The limit makes it use the primary key.
    public static final String JOIN_SENDER = """

        left join lateral (select f.role, f.own_floor from members f
                            where f.chat_id = m.chat_id and f.user_id = m.sender_id limit 1) s on true
        """;

    /// Joins `m`, the last message, to the chat `c`. With a plain join on a new database, the planner may read all
    /// messages of the chat. The limit makes it use the primary key.
    static final String JOIN_LAST = """

        left join lateral (select * from messages f where f.chat_id = c.id and f.id = c.last_id limit 1) m on true
        """;

    private final ResultSet row;
    private final int id;
    private final int chatId;
    private final int senderId;
    private final int body;
    private final int sentAt;
    private final int read;
    private final int version;
    private final int replyTo;
    private final int editedAt;
    private final int deletedAt;

    /// The columns, with the given SQL expressions for the two read floors instead of the columns of the chat's row
    /// `c`.
    static String columns(String everyoneFloor, String departedFloor) {
        return String.format(Locale.ROOT, """
            m.chat_id as m_chat_id, m.id as m_id, m.sender_id as m_sender_id, m.body as m_body, m.sent_at as m_sent_at,
            m.version as m_version, m.reply_to as m_reply_to, m.edited_at as m_edited_at, m.deleted_at as m_deleted_at,
            m.id <= greatest(s.own_floor, case when s.role is null then %2$s else %1$s end) as m_read\
            """, everyoneFloor, departedFloor);
    }

    /// Looks up the positions of the columns once for all rows of `rows`.
    MessageRows(ResultSet rows) throws SQLException {
        this.row = rows;
        this.id = rows.findColumn("m_id");
        this.chatId = rows.findColumn("m_chat_id");
        this.senderId = rows.findColumn("m_sender_id");
        this.body = rows.findColumn("m_body");
        this.sentAt = rows.findColumn("m_sent_at");
        this.read = rows.findColumn("m_read");
        this.version = rows.findColumn("m_version");
        this.replyTo = rows.findColumn("m_reply_to");
        this.editedAt = rows.findColumn("m_edited_at");
        this.deletedAt = rows.findColumn("m_deleted_at");
    }

    /// The message of the current row.
    Message message() throws SQLException {
        long answered = row.getLong(replyTo);
        return new Message(
                new MessageId(row.getLong(id)),
                Codecs.CHAT_ID.find(row, chatId).orElseThrow(),
                Codecs.USER_ID.find(row, senderId).orElseThrow(),
                Codecs.MESSAGE_TEXT.find(row, body),
                Codecs.INSTANT.find(row, sentAt).orElseThrow(),
                row.getBoolean(read),
                new ChatVersion(row.getLong(version)),
                answered == 0 ? Optional.empty() : Optional.of(new MessageId(answered)),
                Codecs.INSTANT.find(row, editedAt),
                Codecs.INSTANT.find(row, deletedAt));
    }

    /// The message of a single row.
    public static Message map(ResultSet row) throws SQLException {
        return new MessageRows(row).message();
    }
}
