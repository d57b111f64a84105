package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// A current or former member of a chat.
///
/// @param role empty when the user is no longer in the chat
/// @param joinedAt when the user last joined
/// @param joinedAfter the chat's last message when the user last joined
/// @param readUpTo the last message the user has read; never moves back while the user is in the chat
/// @param allReadUpTo the user's own messages up to this one have been read by all other members; never moves back
/// @param lastSent the newest message that the user has sent to the chat
public record Member(
        UserId userId,
        UserName name,
        Optional<Role> role,
        Instant joinedAt,
        MessageId joinedAfter,
        MessageId readUpTo,
        MessageId allReadUpTo,
        MessageId lastSent) {

    /// Whether the user is in the chat now.
    public boolean present() {
        return role.isPresent();
    }
}
