package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A membership of a chat.
///
/// @param role `owner`, `admin`, `member` or a role of a newer server; absent = no longer a member
/// @param joinedAfter the chat's last message at the time of joining
/// @param readUpTo the last message that the member has read
public record Member(
        UUID userId, String name, @Nullable String role, Instant joinedAt, long joinedAfter, long readUpTo) {}
