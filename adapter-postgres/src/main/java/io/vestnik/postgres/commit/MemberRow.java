package io.vestnik.postgres.commit;

import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
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

    /// @param role empty for a former member
    /// @param ownFloor the id up to which all other members have read this member's messages
    /// @param readUpTo the member's read mark
    /// @param lastSent the member's newest message
    MemberRow(MemberRef ref, Optional<Role> role, MessageId ownFloor, MessageId readUpTo, MessageId lastSent) {
        this.ref = ref;
        this.role = role;
        this.ownFloor = ownFloor;
        this.readUpTo = readUpTo;
        this.lastSent = lastSent;
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
