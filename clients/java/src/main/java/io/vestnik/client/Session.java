package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;

/// The result of a registration, a login or a refresh: the user, the device, and two tokens.
///
/// Each refresh answers with a new session, whose refresh token replaces the previous one.
public record Session(
        UUID userId,
        UUID deviceId,
        String accessToken,
        Instant accessTokenExpiresAt,
        String refreshToken,
        Instant refreshTokenExpiresAt) {

    /// Omits the tokens, so that no log line contains them.
    @Override
    public String toString() {
        return "Session[userId=" + userId + ", deviceId=" + deviceId + ", accessTokenExpiresAt=" + accessTokenExpiresAt
                + "]";
    }
}
