package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Ends the device on which somebody logs out: its connections close, its tokens are worth nothing from now on.
@FunctionalInterface
public interface LogOut {

    /// Logs out. A device that had ended stays ended.
    void logOut(UserId userId, DeviceId deviceId);
}
