package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A current or former member of a chat.
///
/// @param role `owner`, `admin`, `member`, or a role that a newer server has added; null = no longer a member
/// @param joinedAfter the id of the chat's last message at the time of joining
/// @param readUpTo the id of the last message that the member has read
public record Member(
        UUID userId, String name, @Nullable String role, Instant joinedAt, long joinedAfter, long readUpTo) {}
