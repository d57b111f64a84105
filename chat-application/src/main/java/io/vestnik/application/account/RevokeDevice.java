package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Revokes a device of the calling user: its connections close, and its tokens are invalid from now on.
@FunctionalInterface
public interface RevokeDevice {

    /// Revokes.
    Outcome revoke(UserId owner, DeviceId deviceId);

    /// The result.
    enum Outcome {
        /// The device ended.
        REVOKED,
        /// The device does not exist, has ended, or belongs to another user: a caller cannot distinguish the three.
        DEVICE_NOT_FOUND
    }
}
