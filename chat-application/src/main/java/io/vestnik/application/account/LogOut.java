package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Logs a device out: its connections close, and its tokens are invalid from now on.
@FunctionalInterface
public interface LogOut {

    /// Logs out. A device that has already ended stays ended.
    void logOut(UserId userId, DeviceId deviceId);
}
