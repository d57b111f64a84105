package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The columns of messages.
///
/// Expects `m` to be the message's row, `c` its chat's and `s` its sender's membership. Whether a message is read is
/// one comparison with the floor for its sender, present or departed.
final class MessageRows {
    static final String COLUMNS = columns("c.everyone_floor", "c.departed_floor");

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

    /// The columns, for a statement that has the chat's floors outside its row.
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
                new ChatId(row.getObject(chatId, UUID.class)),
                new UserId(row.getObject(senderId, UUID.class)),
                Optional.ofNullable(row.getString(body)).map(MessageText::new),
                instant(sentAt).orElseThrow(),
                row.getBoolean(read),
                new ChatVersion(row.getLong(version)),
                answered == 0 ? Optional.empty() : Optional.of(new MessageId(answered)),
                instant(editedAt),
                instant(deletedAt));
    }

    /// The message of a single row.
    static Message map(ResultSet row) throws SQLException {
        return new MessageRows(row).message();
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private Optional<Instant> instant(int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
