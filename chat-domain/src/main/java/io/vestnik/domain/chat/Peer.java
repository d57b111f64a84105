package io.vestnik.domain.chat;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// The other side of a direct chat.
///
/// @param wroteBoth whether both sides have written; only then each side sees when the other is online
/// @param lastSeenAt when the other side last used any device; empty when never, or when `wroteBoth` is false
public record Peer(UserId id, UserName name, boolean wroteBoth, Optional<Instant> lastSeenAt) {}
