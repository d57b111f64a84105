package io.vestnik.wire.body;

import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.Optional;

/// A current or former member of a chat, in JSON.
@Description("A present or former member of a chat.")
public record MemberBody(
        UserId userId,
        UserName name,
        @Description("Absent: no longer a member.") Optional<Role> role,
        @Description("When they last joined.") Instant joinedAt,

        @Description("The chat's last message when they joined; 0 when there was none.")
        MessageId joinedAfter,

        @Description("The last message they have read.") MessageId readUpTo) {

    /// The JSON body of a member, as all members of the chat see it.
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
