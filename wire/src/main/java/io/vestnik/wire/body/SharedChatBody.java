package io.vestnik.wire.body;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.Optional;

/// The fields of a chat that are the same for all its members, in JSON.
@Description("The part of a chat that is the same for all its members.")
public record SharedChatBody(
        ChatId id,
        ChatKind kind,
        @Description("Of a group.") Optional<ChatTitle> title,

        @Description("Who created the group or opened the direct chat.")
        Optional<UserId> createdBy,

        Instant createdAt,
        int memberCount,

        @Description("How many changes it has seen: the cursor for catching up.")
        ChatVersion version,

        @Description("The newest message, deleted or not; 0 when there is none.")
        MessageId lastMessageId,

        @Description("When its newest message was sent, or it was created.")
        Instant activityAt) {

    /// The JSON body of the fields that are the same for all members of a chat.
    public static SharedChatBody of(Chat chat) {
        return new SharedChatBody(
                chat.id(),
                chat.kind(),
                chat.title(),
                chat.createdBy(),
                chat.createdAt(),
                chat.memberCount(),
                chat.version(),
                chat.lastMessageId(),
                chat.activityAt());
    }
}
