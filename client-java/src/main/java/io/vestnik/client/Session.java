package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;

/// What registering, logging in and refreshing give: who is signed in on which device, and the two tokens.
///
/// The refresh token is of one use: after a refresh the successor in the answer takes its place.
public record Session(
        UUID userId,
        UUID deviceId,
        String accessToken,
        Instant accessTokenExpiresAt,
        String refreshToken,
        Instant refreshTokenExpiresAt) {

    /// Without the tokens, so that a log line never holds one.
    @Override
    public String toString() {
        return "Session[userId=" + userId + ", deviceId=" + deviceId + ", accessTokenExpiresAt=" + accessTokenExpiresAt
                + "]";
    }
}
