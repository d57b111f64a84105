package io.vestnik.postgres.read;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The columns and joins of chats, memberships and peers.
///
/// A statement with these columns has the following tables: `c` is the chat's row and `g` the row of its group, if the
/// chat is a group; `v` is a membership and `u` its user; `p` is the other member of a direct chat, if the chat is
/// direct.
final class ChatColumns {
    static final String CHAT = """
        c.id as c_id, c.kind as c_kind, g.title as c_title, c.created_by as c_created_by,
        c.created_at as c_created_at, c.member_count as c_member_count, c.version as c_version,
        c.last_id as c_last_id, c.activity_at as c_activity_at, c.marks_version as c_marks_version\
        """;

    static final String MEMBER = """
        v.user_id as v_user_id, u.name as v_name, v.role as v_role, v.joined_at as v_joined_at,
        v.joined_after as v_joined_after, v.read_up_to as v_read_up_to, v.last_sent as v_last_sent,
        v.own_floor as v_own_floor, c.everyone_floor as v_everyone_floor, c.departed_floor as v_departed_floor,
        v.version as v_version\
        """;

    static final String PEER = "p.user_id as p_user_id, p.name as p_name, p.last_sent as p_last_sent,"
            + " p.last_seen_at as p_last_seen_at";

    /// Joins `p`, the other member of a direct chat, to the chat `c` and the membership `v`.
    static final String JOIN_PEER = """

        left join lateral (select o.user_id, o.last_sent, ou.name, ou.last_seen_at
                             from members o join users ou on ou.id = o.user_id
                            where c.kind = 'direct' and o.chat_id = c.id and o.user_id <> v.user_id
                            limit 1) p on true
        """;

    private ChatColumns() {}

    static Chat chat(ResultSet row) throws SQLException {
        return new Chat(
                Codecs.CHAT_ID.get(row, "c_id"),
                Codecs.CHAT_KIND.get(row, "c_kind"),
                Codecs.CHAT_TITLE.find(row, "c_title"),
                Codecs.USER_ID.find(row, "c_created_by"),
                Codecs.INSTANT.get(row, "c_created_at"),
                row.getInt("c_member_count"),
                Codecs.CHAT_VERSION.get(row, "c_version"),
                Codecs.MESSAGE_ID.get(row, "c_last_id"),
                Codecs.INSTANT.get(row, "c_activity_at"));
    }

    static Member member(ResultSet row) throws SQLException {
        Optional<Role> role = Codecs.ROLE.find(row, "v_role");
        ReadFloor floor = new ReadFloor(
                Codecs.MESSAGE_ID.get(row, "v_everyone_floor"), Codecs.MESSAGE_ID.get(row, "v_departed_floor"));
        MessageId own = Codecs.MESSAGE_ID.get(row, "v_own_floor");
        return new Member(
                Codecs.USER_ID.get(row, "v_user_id"),
                Codecs.USER_NAME.get(row, "v_name"),
                role,
                Codecs.INSTANT.get(row, "v_joined_at"),
                Codecs.MESSAGE_ID.get(row, "v_joined_after"),
                Codecs.MESSAGE_ID.get(row, "v_read_up_to"),
                role.isPresent() ? floor.ofPresent(own) : floor.ofDeparted(own),
                Codecs.MESSAGE_ID.get(row, "v_last_sent"));
    }

    /// The other member of a direct chat; empty for a group.
    static Optional<Peer> peer(ResultSet row) throws SQLException {
        Optional<UserId> id = Codecs.USER_ID.find(row, "p_user_id");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        boolean wroteBoth = row.getLong("v_last_sent") > 0 && row.getLong("p_last_sent") > 0;
        return Optional.of(new Peer(
                id.get(),
                Codecs.USER_NAME.get(row, "p_name"),
                wroteBoth,
                wroteBoth ? Codecs.INSTANT.find(row, "p_last_seen_at") : Optional.empty()));
    }
}
