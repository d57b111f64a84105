package io.vestnik.wire;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Session;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// The session of a logged-in client, on the wire.
@About("What a client that is logged in holds.")
public record SessionBody(
        UserId userId,
        DeviceId deviceId,

        @About("For the `Authorization` header and the `hello` frame.")
        AccessToken accessToken,

        Instant accessTokenExpiresAt,

        @About("Good for one exchange at `POST /auth/refresh`.")
        RefreshToken refreshToken,

        Instant refreshTokenExpiresAt) {

    /// The session as its client gets it.
    public static SessionBody of(Session session) {
        return new SessionBody(
                session.userId(),
                session.deviceId(),
                session.accessToken(),
                session.accessTokenExpiresAt(),
                session.refreshToken(),
                session.refreshTokenExpiresAt());
    }
}
