package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// What an access token says.
///
/// @param session the device's, when the token was made: a later login on that device ends it
/// @param issuedAt to the second
/// @param expiresAt to the second
public record AccessClaims(UserId userId, DeviceId deviceId, int session, Instant issuedAt, Instant expiresAt) {}
