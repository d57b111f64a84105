package io.vestnik.domain.user;

import java.time.Instant;
import java.util.Optional;

/// Something on which its owner is, or was, logged in.
///
/// @param session how often somebody logged in on it; a token of an earlier login is worth nothing
/// @param lastSeenAt to the minute
/// @param ending why nobody is logged in on it any more; empty while somebody is
public record Device(
        DeviceId id,
        UserId owner,
        DeviceName name,
        int session,
        Instant createdAt,
        Instant lastSeenAt,
        Optional<Ending> ending) {

    /// Whether somebody is logged in on it.
    public boolean live() {
        return ending.isEmpty();
    }

    /// Why a device ended. For good: logging in again makes another one.
    public enum Ending {
        /// Its owner logged out on it, revoked it, changed the password elsewhere or had too many.
        REVOKED,
        /// A refresh token of it came a second time: somebody else has it, so nobody keeps it.
        TOKEN_REUSED,
        /// The account is disabled or deleted.
        ACCOUNT_ENDED
    }
}
