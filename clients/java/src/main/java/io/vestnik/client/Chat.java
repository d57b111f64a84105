package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chat as one of its members sees it. A `chat` event about a change contains the shared fields only.
///
/// @param kind `direct`, `group`, or a kind that a newer server has added
/// @param version increases by one with every change of the chat
/// @param lastMessageId 0 if the chat has no message yet
/// @param myRole absent if only the shared fields are given
/// @param readUpTo the id of the last message that the user has read
/// @param allReadUpTo the user's messages up to this id are read by all other members
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
