package io.vestnik.application.account;

import java.time.Duration;

/// The operator's settings for accounts.
///
/// @param registration who may open an account
/// @param accessTokenLife how long an access token is valid, in whole seconds. A revoked device keeps access for at
///     most this long if a node missed the revocation and cannot read the store
/// @param refreshTokenLife how long an unused device stays logged in
public record AccountSettings(Registration registration, Duration accessTokenLife, Duration refreshTokenLife) {

    /// The defaults: open registration, 15 minutes for an access token, 60 days for a refresh token.
    public static final AccountSettings DEFAULT =
            new AccountSettings(Registration.OPEN, Duration.ofMinutes(15), Duration.ofDays(60));

    /// @throws IllegalArgumentException if a lifetime is shorter than a second, or if a refresh token would not outlive
    ///     an access token
    public AccountSettings {
        if (accessTokenLife.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("an access token must last a second or more");
        }
        if (refreshTokenLife.compareTo(accessTokenLife) <= 0) {
            throw new IllegalArgumentException("a refresh token must outlast an access token");
        }
    }

    /// Who may open an account.
    public enum Registration {
        /// Every client may open an account.
        OPEN,
        /// Only the operator may open accounts.
        CLOSED
    }
}
