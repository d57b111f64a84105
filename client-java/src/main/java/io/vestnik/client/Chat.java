package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chat as one member sees it; in a `chat` event about a change it has the shared fields only.
///
/// @param kind `direct` or `group`, or a kind that a newer server knows
/// @param version grows by one for every change of the chat
/// @param lastMessageId 0 while nothing was sent
/// @param myRole absent when only the shared fields are there
/// @param readUpTo the last message I have read
/// @param allReadUpTo my messages up to this one have been read by every other member
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

    /// The other side of a direct chat.
    public record Peer(
            UUID id,
            String name,
            @Nullable Boolean online,
            @Nullable Instant lastSeenAt) {}

    /// Whether my own fields (role, marks, unread) are there as well as the shared ones.
    public boolean isWhole() {
        return myRole != null;
    }
}
