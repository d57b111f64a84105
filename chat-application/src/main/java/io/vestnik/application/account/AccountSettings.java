package io.vestnik.application.account;

import java.time.Duration;

/// What whoever runs the server decides about accounts.
///
/// @param registration who may open one
/// @param accessTokenLife how long somebody who is revoked unheard, since the store cannot be read, gets by; whole
///     seconds
/// @param refreshTokenLife how long a device stays logged in that is not used
public record AccountSettings(Registration registration, Duration accessTokenLife, Duration refreshTokenLife) {

    /// Everybody may register; a quarter of an hour; 60 days.
    public static final AccountSettings DEFAULT =
            new AccountSettings(Registration.OPEN, Duration.ofMinutes(15), Duration.ofDays(60));

    /// @throws IllegalArgumentException if a life is shorter than a second, or a refresh token would not outlive an
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
        /// Everybody.
        OPEN,
        /// Whoever runs the server.
        CLOSED
    }
}
