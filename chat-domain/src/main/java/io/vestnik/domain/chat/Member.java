package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// Somebody in a chat, or somebody who was.
///
/// @param role empty when they are no longer in it
/// @param joinedAt when they last joined
/// @param joinedAfter the chat's last message at that moment
/// @param readUpTo the last message they have read; never moves back while they are in the chat
/// @param allReadUpTo their own messages up to this one have been read by everybody else; never moves back
/// @param lastSent their own newest message in the chat
public record Member(
        UserId userId,
        UserName name,
        Optional<Role> role,
        Instant joinedAt,
        MessageId joinedAfter,
        MessageId readUpTo,
        MessageId allReadUpTo,
        MessageId lastSent) {

    /// Whether they are in the chat now.
    public boolean present() {
        return role.isPresent();
    }
}
