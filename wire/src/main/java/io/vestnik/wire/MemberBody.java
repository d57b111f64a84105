package io.vestnik.wire;

import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// A present or former member of a chat, on the wire.
@About("A present or former member of a chat.")
public record MemberBody(
        UserId userId,
        UserName name,
        @About("Absent: no longer a member.") Optional<Role> role,
        @About("When they last joined.") Instant joinedAt,

        @About("The chat's last message when they joined; 0 when there was none.")
        MessageId joinedAfter,

        @About("The last message they have read.") MessageId readUpTo) {

    /// The member as the other members see it.
    public static MemberBody of(Member member) {
        return new MemberBody(
                member.userId(),
                member.name(),
                member.role(),
                member.joinedAt(),
                member.joinedAfter(),
                member.readUpTo());
    }
}
