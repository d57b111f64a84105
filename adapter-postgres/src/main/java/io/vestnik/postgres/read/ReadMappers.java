package io.vestnik.postgres.read;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats.Membership;
import io.vestnik.domain.chat.LiveIndex.Snapshot;
import io.vestnik.domain.chat.LiveIndex.Versions;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.read.ReadStates.Marks;
import io.vestnik.domain.read.ReadStates.Reader;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;

/// Maps the rows of chats, messages and marks to values of the domain.
public final class ReadMappers implements JdbiPlugin {
    @Override
    public void customizeJdbi(Jdbi jdbi) {
        jdbi.registerRowMapper(Chat.class, (row, context) -> ChatColumns.chat(row))
                .registerRowMapper(Member.class, (row, context) -> ChatColumns.member(row))
                .registerRowMapper(Message.class, (row, context) -> MessageRows.map(row))
                .registerRowMapper(ChatView.class, (row, context) -> view(row))
                .registerRowMapper(Snapshot.class, (row, context) -> snapshot(row))
                .registerRowMapper(Versions.class, (row, context) -> versions(row))
                .registerRowMapper(Membership.class, (row, context) -> membership(row))
                .registerRowMapper(Marks.class, (row, context) -> marks(row))
                .registerRowMapper(Reader.class, (row, context) -> reader(row));
    }

    private static ChatView view(ResultSet row) throws SQLException {
        Optional<Message> last = row.getLong("m_id") == 0 ? Optional.empty() : Optional.of(MessageRows.map(row));
        return new ChatView(
                ChatColumns.chat(row), ChatColumns.peer(row), last, ChatColumns.member(row), row.getInt("unread"));
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        return new Snapshot(
                ChatColumns.chat(row),
                Codecs.MARKS_VERSION.get(row, "c_marks_version"),
                ChatColumns.peer(row),
                ChatColumns.member(row));
    }

    private static Versions versions(ResultSet row) throws SQLException {
        return new Versions(
                Codecs.USER_ID.get(row, "user_id"),
                Codecs.CHAT_ID.get(row, "chat_id"),
                Codecs.CHAT_VERSION.get(row, "version"),
                Codecs.MARKS_VERSION.get(row, "marks_version"));
    }

    private static Membership membership(ResultSet row) throws SQLException {
        return new Membership(Codecs.USER_ID.get(row, "user_id"), Codecs.CHAT_ID.get(row, "chat_id"));
    }

    private static Marks marks(ResultSet row) throws SQLException {
        Member member = ChatColumns.member(row);
        return new Marks(
                Codecs.CHAT_ID.get(row, "c_id"), member.readUpTo(), member.allReadUpTo(), row.getInt("unread"));
    }

    private static Reader reader(ResultSet row) throws SQLException {
        return new Reader(Codecs.USER_ID.get(row, "user_id"), Codecs.USER_NAME.get(row, "name"));
    }
}
