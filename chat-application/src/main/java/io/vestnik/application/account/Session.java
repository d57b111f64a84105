package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// The session of a logged-in client: an access token, and a refresh token for the next session.
public record Session(
        UserId userId,
        DeviceId deviceId,
        AccessToken accessToken,
        Instant accessTokenExpiresAt,
        RefreshToken refreshToken,
        Instant refreshTokenExpiresAt) {}
