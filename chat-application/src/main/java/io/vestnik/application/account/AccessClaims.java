package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// The claims of an access token.
///
/// @param session the number of the device's latest login when the token was made. A later login on the device raises
///     this number, so the token becomes invalid
/// @param issuedAt when the token was made, to the second
/// @param expiresAt when the token expires, to the second
public record AccessClaims(UserId userId, DeviceId deviceId, int session, Instant issuedAt, Instant expiresAt) {}
