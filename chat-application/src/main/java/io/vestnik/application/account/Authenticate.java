package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Instant;

/// Says who shows an access token. Costs a digest and a look into a cache; reads the store for a device that was not
/// seen for a few seconds.
@FunctionalInterface
public interface Authenticate {

    /// Authenticates.
    Outcome authenticate(AccessToken token);

    /// What came of it.
    sealed interface Outcome {
        /// It is this person, on this device, until then.
        record Authenticated(UserId userId, DeviceId deviceId, Instant expiresAt) implements Outcome {}

        /// The token has lasted too long, or a later login on the same device ended it: refresh, or log in.
        record Expired() implements Outcome {}

        /// The device was logged out or revoked, or the account is gone.
        record DeviceEnded() implements Outcome {}

        /// Not a token of this server's.
        record Forged() implements Outcome {}
    }
}
