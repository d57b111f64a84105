package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chat as one member sees it. In a `chat` event about a change it has the shared fields only.
///
/// @param kind `direct` or `group`, or a kind of a newer server
/// @param version increases by one with every change of the chat
/// @param lastMessageId 0 if no message was sent yet
/// @param myRole absent if only the shared fields are present
/// @param readUpTo the last message that the user has read
/// @param allReadUpTo every other member has read the user's messages up to this one
/// @param unread exact to 999; 1000 means more
public record Chat(
        UUID id,
        String kind,
        @Nullable String title,
        @Nullable UUID createdBy,
        Instant createdAt,
        int memberCount,
        long version,
        long lastMessageId,
        Instant activityAt,
        @Nullable Peer peer,
        @Nullable Message lastMessage,
        @Nullable String myRole,
        long readUpTo,
        long allReadUpTo,
        int unread) {

    /// The other user of a direct chat.
    public record Peer(
            UUID id,
            String name,
            @Nullable Boolean online,
            @Nullable Instant lastSeenAt) {}

    /// Whether the user's own fields (role, marks, unread) are present in addition to the shared ones.
    public boolean isWhole() {
        return myRole != null;
    }
}
