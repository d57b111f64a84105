package io.vestnik.application.account;

import java.time.Duration;

/// The operator's settings for accounts.
///
/// @param registration who may open an account
/// @param accessTokenLife how long an access token is valid; also the longest that a revoked device can go on if this
///     node missed the revocation and the store cannot be read; whole seconds
/// @param refreshTokenLife how long an unused device stays logged in
public record AccountSettings(Registration registration, Duration accessTokenLife, Duration refreshTokenLife) {

    /// Open registration; 15 minutes; 60 days.
    public static final AccountSettings DEFAULT =
            new AccountSettings(Registration.OPEN, Duration.ofMinutes(15), Duration.ofDays(60));

    /// @throws IllegalArgumentException if a lifetime is shorter than a second, or a refresh token would not outlive an
    ///     access token
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
        /// Every client.
        OPEN,
        /// Only the operator.
        CLOSED
    }
}
