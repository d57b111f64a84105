package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A chat as everybody in it sees it.
///
/// @param title of a group; a direct chat has none
/// @param createdBy who created a group or opened the direct chat
/// @param memberCount how many are in it now
/// @param version how many changes it has seen
/// @param lastMessageId the newest message, deleted or not; [MessageId#NONE] when there is none
/// @param activityAt when its newest message was sent, or it was created
public record Chat(
        ChatId id,
        ChatKind kind,
        Optional<ChatTitle> title,
        Optional<UserId> createdBy,
        Instant createdAt,
        int memberCount,
        ChatVersion version,
        MessageId lastMessageId,
        Instant activityAt) {}
