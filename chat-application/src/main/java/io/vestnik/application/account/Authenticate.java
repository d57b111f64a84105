package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// Authenticates the holder of an access token. A call costs a digest and a cache lookup. It also reads the store if
/// the device's state in the cache is missing or older than a few seconds.
@FunctionalInterface
public interface Authenticate {

    /// Authenticates the holder of `token`.
    Outcome authenticate(AccessToken token);

    /// The result.
    sealed interface Outcome {
        /// The token belongs to this user on this device and is valid until `expiresAt`.
        record Authenticated(UserId userId, DeviceId deviceId, Instant expiresAt) implements Outcome {}

        /// The token has expired, or a later login on the same device replaced it. The client refreshes, or logs in.
        record Expired() implements Outcome {}

        /// The device has ended: it was logged out or revoked, or the account was disabled or deleted.
        record DeviceEnded() implements Outcome {}

        /// The token was not made by this server.
        record Forged() implements Outcome {}
    }
}
