package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A chat as all its members see it.
///
/// @param title the title of a group; a direct chat has none
/// @param createdBy the user who created the group or opened the direct chat
/// @param memberCount how many members the chat has now
/// @param version how many changes the chat has had
/// @param lastMessageId the newest message, deleted or not; [MessageId#NONE] when there is none
/// @param activityAt when the newest message was sent; when the chat was created, if there is none
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
