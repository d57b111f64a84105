package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Ends one of somebody's own devices, as [LogOut] ends the one it is called on.
@FunctionalInterface
public interface RevokeDevice {

    /// Revokes.
    Outcome revoke(UserId owner, DeviceId deviceId);

    /// What came of it.
    enum Outcome {
        /// It ended.
        REVOKED,
        /// No such device, not a live one, or another person's: the three are never told apart.
        DEVICE_NOT_FOUND
    }
}
