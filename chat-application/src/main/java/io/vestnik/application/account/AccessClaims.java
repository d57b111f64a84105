package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// The claims of an access token.
///
/// @param session the session of the device when the token was made: a later login on that device invalidates it
/// @param issuedAt to the second
/// @param expiresAt to the second
public record AccessClaims(UserId userId, DeviceId deviceId, int session, Instant issuedAt, Instant expiresAt) {}
