package io.vestnik.domain.chat;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// The other user of a direct chat.
///
/// @param wroteBoth whether both users have written in the chat; only then does each see whether the other is online
/// @param lastSeenAt when the other user last used any device; empty if never, or if `wroteBoth` is false
public record Peer(UserId id, UserName name, boolean wroteBoth, Optional<Instant> lastSeenAt) {}
