package io.vestnik.wire.body;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.Optional;

/// The other user of a direct chat, in JSON.
@Description("The other side of a direct chat.")
public record PeerBody(
        UserId id,
        UserName name,

        @Description("Whether the user is connected; present once both have written.")
        Optional<Boolean> online,

        @Description("When the user was last connected; present while offline, once both have written.")
        Optional<Instant> lastSeenAt) {}
