package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// Authenticates the holder of an access token. Costs a digest and a cache lookup; reads the store for a device that
/// was not used for a few seconds.
@FunctionalInterface
public interface Authenticate {

    /// Authenticates.
    Outcome authenticate(AccessToken token);

    /// The result.
    sealed interface Outcome {
        /// The token belongs to this user on this device and is valid until then.
        record Authenticated(UserId userId, DeviceId deviceId, Instant expiresAt) implements Outcome {}

        /// The token has expired, or a later login on the same device replaced it: refresh, or log in.
        record Expired() implements Outcome {}

        /// The device was logged out or revoked, or the account was deleted.
        record DeviceEnded() implements Outcome {}

        /// The token was not made by this server.
        record Forged() implements Outcome {}
    }
}
