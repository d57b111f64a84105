package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;

/// The result of registration, login and refresh: the user, the device, and the two tokens.
///
/// The refresh token is valid for one use: after a refresh, its successor in the answer replaces it.
public record Session(
        UUID userId,
        UUID deviceId,
        String accessToken,
        Instant accessTokenExpiresAt,
        String refreshToken,
        Instant refreshTokenExpiresAt) {

    /// Without the tokens, so that no log line contains one.
    @Override
    public String toString() {
        return "Session[userId=" + userId + ", deviceId=" + deviceId + ", accessTokenExpiresAt=" + accessTokenExpiresAt
                + "]";
    }
}
