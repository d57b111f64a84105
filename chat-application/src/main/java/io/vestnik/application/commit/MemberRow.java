package io.vestnik.application.commit;

import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import java.util.Optional;
import java.util.UUID;

/// The row of a member in a locked chat. Owned by one thread.
public final class MemberRow {
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
    public MemberRow(MemberRef ref, Optional<Role> role, MessageId ownFloor, MessageId readUpTo, MessageId lastSent) {
        this.ref = ref;
        this.role = role;
        this.ownFloor = ownFloor;
        this.readUpTo = readUpTo;
        this.lastSent = lastSent;
    }

    /// The key of the membership.
    public MemberRef ref() {
        return ref;
    }

    /// The id of the chat.
    public UUID chatId() {
        return ref.chatId().value();
    }

    /// The id of the member.
    public UUID userId() {
        return ref.userId().value();
    }

    /// The role; empty for a former member.
    public Optional<Role> role() {
        return role;
    }

    /// The id up to which all other members have read this member's messages.
    public MessageId ownFloor() {
        return ownFloor;
    }

    /// The read mark.
    public MessageId readUpTo() {
        return readUpTo;
    }

    /// The newest message of the member.
    public MessageId lastSent() {
        return lastSent;
    }

    /// Whether the row differs from the stored row.
    public boolean changed() {
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
