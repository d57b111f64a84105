package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Ends another device of the same user, as [LogOut] ends the device that calls it.
@FunctionalInterface
public interface RevokeDevice {

    /// Revokes.
    Outcome revoke(UserId owner, DeviceId deviceId);

    /// The result.
    enum Outcome {
        /// The device ended.
        REVOKED,
        /// No such device, not a live one, or another user's: a caller cannot distinguish the three.
        DEVICE_NOT_FOUND
    }
}
