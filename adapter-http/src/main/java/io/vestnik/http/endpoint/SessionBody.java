package io.vestnik.http.endpoint;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Session;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.schema.Description;
import java.time.Instant;

/// The session of a logged-in client, on the wire.
@Description("What a client that is logged in holds.")
record SessionBody(
        UserId userId,
        DeviceId deviceId,

        @Description("For the `Authorization` header and the `hello` frame.")
        AccessToken accessToken,

        Instant accessTokenExpiresAt,

        @Description("Good for one exchange at `POST /auth/refresh`.")
        RefreshToken refreshToken,

        Instant refreshTokenExpiresAt) {

    /// Makes the body of a session.
    static SessionBody of(Session session) {
        return new SessionBody(
                session.userId(),
                session.deviceId(),
                session.accessToken(),
                session.accessTokenExpiresAt(),
                session.refreshToken(),
                session.refreshTokenExpiresAt());
    }
}
