package io.vestnik.domain.chat;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;

/// The other side of a direct chat.
///
/// @param wroteBoth whether both sides have written, which is what lets each see when the other is there
public record Peer(UserId id, UserName name, boolean wroteBoth) {}
