package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// What somebody who is logged in holds.
public record Session(
        UserId userId,
        DeviceId deviceId,
        AccessToken accessToken,
        Instant accessTokenExpiresAt,
        RefreshToken refreshToken,
        Instant refreshTokenExpiresAt) {}
