package io.vestnik.postgres.commit;

import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// The row of a member in a locked chat. Owned by one thread.
final class MemberRow {
    private final MemberRef ref;
    private final Optional<Role> role;
    private MessageId ownFloor;
    private MessageId readUpTo;
    private MessageId lastSent;
    private boolean changed;

    MemberRow(ResultSet row) throws SQLException {
        ref = new MemberRef(Codecs.CHAT_ID.get(row, "chat_id"), Codecs.USER_ID.get(row, "user_id"));
        role = Codecs.ROLE.find(row, "role");
        ownFloor = new MessageId(row.getLong("own_floor"));
        readUpTo = new MessageId(row.getLong("read_up_to"));
        lastSent = new MessageId(row.getLong("last_sent"));
    }

    MemberRef ref() {
        return ref;
    }

    UUID chatId() {
        return ref.chatId().value();
    }

    UUID userId() {
        return ref.userId().value();
    }

    Optional<Role> role() {
        return role;
    }

    MessageId ownFloor() {
        return ownFloor;
    }

    MessageId readUpTo() {
        return readUpTo;
    }

    MessageId lastSent() {
        return lastSent;
    }

    boolean changed() {
        return changed;
    }

    void read(MessageId upTo) {
        readUpTo = upTo;
        changed = true;
    }

    /// Raises the member's own read floor: all other members have read the member's messages up to this id.
    void raised(MessageId upTo) {
        if (upTo.isAfter(ownFloor)) {
            ownFloor = upTo;
            changed = true;
        }
    }

    void sent(MessageId id) {
        lastSent = id;
        changed = true;
    }
}
