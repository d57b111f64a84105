package io.vestnik.domain.user;

import java.time.Instant;
import java.util.Optional;

/// A device on which its owner is or was logged in.
///
/// @param session the number of logins on the device so far; a token of an earlier login is invalid
/// @param lastSeenAt when the device was last used, precise to the minute
/// @param endReason why the device ended; empty while the owner is logged in
public record Device(
        DeviceId id,
        UserId owner,
        DeviceName name,
        int session,
        Instant createdAt,
        Instant lastSeenAt,
        Optional<EndReason> endReason) {

    /// Whether the device's owner is logged in.
    public boolean live() {
        return endReason.isEmpty();
    }

    /// Why a device ended. An ended device is not used again: a new login of its owner creates another device.
    public enum EndReason {
        /// The owner logged out, revoked the device, or logged in on too many other devices; or the password was
        /// changed on another device or by the operator.
        REVOKED,
        /// An outdated refresh token of the device was used, so a copy of the token exists. Both holders of the token
        /// lose access.
        TOKEN_REUSED,
        /// The account was disabled or deleted.
        ACCOUNT_ENDED
    }
}
