package io.vestnik.domain.user;

import java.time.Instant;
import java.util.Optional;

/// A device on which its owner is or was logged in.
///
/// @param session the number of logins on the device; a token of an earlier login is invalid
/// @param lastSeenAt precise to the minute
/// @param ending why the device ended; empty while its owner is logged in
public record Device(
        DeviceId id,
        UserId owner,
        DeviceName name,
        int session,
        Instant createdAt,
        Instant lastSeenAt,
        Optional<Ending> ending) {

    /// Whether the device's owner is logged in.
    public boolean live() {
        return ending.isEmpty();
    }

    /// Why a device ended. An ended device never becomes live again: a new login creates another device.
    public enum Ending {
        /// The owner logged out on it, revoked it, changed the password elsewhere or exceeded the number of devices.
        REVOKED,
        /// One of its refresh tokens was used a second time, so a copy exists; both holders lose access.
        TOKEN_REUSED,
        /// The account was disabled or deleted.
        ACCOUNT_ENDED
    }
}
