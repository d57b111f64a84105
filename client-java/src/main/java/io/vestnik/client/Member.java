package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody's membership of a chat.
///
/// @param role `owner`, `admin`, `member` or a newer one; absent = no longer a member
/// @param joinedAfter the chat's last message when they joined
/// @param readUpTo the last message they have read
public record Member(
        UUID userId, String name, @Nullable String role, Instant joinedAt, long joinedAfter, long readUpTo) {}
