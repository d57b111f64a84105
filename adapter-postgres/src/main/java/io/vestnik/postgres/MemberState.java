package io.vestnik.postgres;

import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a member in a locked chat. Owned by one thread.
final class MemberState {
    private final UUID chatId;
    private final UUID userId;
    private final Optional<Role> role;
    private MessageId ownFloor;
    private MessageId readUpTo;
    private MessageId lastSent;
    private boolean changed;

    MemberState(UUID chatId, UUID userId, Optional<Role> role, long readUpTo, long ownFloor, long lastSent) {
        this.chatId = chatId;
        this.userId = userId;
        this.role = role;
        this.ownFloor = new MessageId(ownFloor);
        this.readUpTo = new MessageId(readUpTo);
        this.lastSent = new MessageId(lastSent);
    }

    static Optional<Role> role(@Nullable String stored) {
        return stored == null ? Optional.empty() : Optional.of(Role.valueOf(stored.toUpperCase(Locale.ROOT)));
    }

    static String stored(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    UUID chatId() {
        return chatId;
    }

    UUID userId() {
        return userId;
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

    /// All other members have read this member's messages up to here.
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
