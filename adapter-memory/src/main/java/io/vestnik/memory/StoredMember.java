package io.vestnik.memory;

import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// A present or former member of a chat. Guarded by the chat's lock.
final class StoredMember {
    /// Orders members by the time of joining, then by user id.
    static final Comparator<StoredMember> LONGEST_STANDING_FIRST =
            Comparator.comparing((StoredMember member) -> member.joinedAt).thenComparing(member -> member.userId);

    final UserId userId;
    Optional<Role> role = Optional.empty();
    Instant joinedAt = Instant.EPOCH;
    MessageId joinedAfter = MessageId.NONE;
    MessageId readUpTo = MessageId.NONE;
    /// The member's own read floor: all other members have read the member's own messages up to this id. It rises when
    /// others read while this member alone has the lowest read mark, and it may rise when the member rejoins.
    MessageId ownFloor = MessageId.NONE;

    MessageId lastSent = MessageId.NONE;

    /// Whether messages become `read` without this member: in a group, while the member's account is disabled.
    boolean dormant;

    StoredMember(UserId userId) {
        this.userId = userId;
    }

    boolean present() {
        return role.isPresent();
    }

    boolean has(Role wanted) {
        return role.equals(Optional.of(wanted));
    }
}
