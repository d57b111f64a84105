package io.vestnik.simulation.law;

import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A present or former member of a chat: the stays in the chat, and the marks.
final class OracleMember {
    private final UserId userId;
    private final List<Stay> stays = new ArrayList<>();
    private Optional<Role> role = Optional.empty();
    private long readUpTo;
    private long allReadUpTo;

    /// A time in the chat.
    ///
    /// @param fromVersion the version at which the user joined
    /// @param untilVersion the version at which the user left; the maximum while the user is in the chat
    /// @param fromNanos when the user joined
    private record Stay(long fromVersion, long untilVersion, long fromNanos) {}

    OracleMember(UserId userId) {
        this.userId = userId;
    }

    UserId userId() {
        return userId;
    }

    boolean present() {
        return role.isPresent();
    }

    Optional<Role> role() {
        return role;
    }

    long readUpTo() {
        return readUpTo;
    }

    long allReadUpTo() {
        return allReadUpTo;
    }

    void joined(Member member, long version, long nanos) {
        if (stays.isEmpty()) {
            // A new member has written nothing, so the store may choose the beginning.
            allReadUpTo = member.allReadUpTo().value();
        }
        stays.add(new Stay(version, Long.MAX_VALUE, nanos));
        role = member.role();
        readUpTo = member.readUpTo().value();
    }

    void changedRole(Member member) {
        role = member.role();
    }

    void left(long version) {
        Stay last = stays.removeLast();
        stays.add(new Stay(last.fromVersion(), version, last.fromNanos()));
        role = Optional.empty();
    }

    void read(long upTo) {
        readUpTo = upTo;
    }

    void allRead(long upTo) {
        allReadUpTo = Math.max(allReadUpTo, upTo);
    }

    /// Whether the user may see the change of a version: the user was a member then, or has joined later. Members see
    /// what happened before they joined.
    boolean maySee(long version) {
        return !stays.isEmpty() && stays.getLast().untilVersion() > version;
    }

    /// Whether the user has left the chat at least once.
    boolean hasLeft() {
        return stays.stream().anyMatch(stay -> stay.untilVersion() < Long.MAX_VALUE);
    }

    /// Whether the user has been in the chat without interruption since a moment.
    boolean presentSince(long nanos) {
        return present() && stays.getLast().fromNanos() < nanos;
    }
}
