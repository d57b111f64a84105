package io.vestnik.wire;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// The other side of a direct chat on the wire.
@About("The other side of a direct chat.")
public record PeerBody(
        UserId id,
        UserName name,

        @About("Whether the user is connected; present once both have written.")
        Optional<Boolean> online,

        @About("When the user was last connected; present while offline, once both have written.")
        Optional<Instant> lastSeenAt) {}
