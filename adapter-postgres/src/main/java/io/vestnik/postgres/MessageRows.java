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
import java.util.Optional;
import java.util.UUID;

/// How a message is read.
///
/// Expects `m` to be the message's row, `c` its chat's and `s` its sender's membership. Whether it is read is one
/// comparison with the floor that fits its sender, present or departed.
final class MessageRows {
    static final String COLUMNS = """
        m.chat_id as m_chat_id, m.id as m_id, m.sender_id as m_sender_id, m.body as m_body, m.sent_at as m_sent_at,
        m.version as m_version, m.reply_to as m_reply_to, m.edited_at as m_edited_at, m.deleted_at as m_deleted_at,
        m.id <= greatest(s.own_floor, case when s.role is null then c.departed_floor else c.everyone_floor end)
            as m_read\
        """;

    private MessageRows() {}

    static Message map(ResultSet row) throws SQLException {
        long replyTo = row.getLong("m_reply_to");
        return new Message(
                new MessageId(row.getLong("m_id")),
                new ChatId(row.getObject("m_chat_id", UUID.class)),
                new UserId(row.getObject("m_sender_id", UUID.class)),
                Optional.ofNullable(row.getString("m_body")).map(MessageText::new),
                instant(row, "m_sent_at").orElseThrow(),
                row.getBoolean("m_read"),
                new ChatVersion(row.getLong("m_version")),
                replyTo == 0 ? Optional.empty() : Optional.of(new MessageId(replyTo)),
                instant(row, "m_edited_at"),
                instant(row, "m_deleted_at"));
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
