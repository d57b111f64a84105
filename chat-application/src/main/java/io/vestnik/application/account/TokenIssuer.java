package io.vestnik.application.account;

/// Makes access tokens and reads them. Only a secret of the server can make a token that reads as [Reading.Valid].
/// Thread-safe; does not block.
public interface TokenIssuer {

    /// Makes a token with `claims`.
    AccessToken issue(AccessClaims claims);

    /// Reads a token; does not check whether the device is still live.
    Reading read(AccessToken token);

    /// The result of reading a token.
    sealed interface Reading {
        /// Made by this server, and not expired.
        record Valid(AccessClaims claims) implements Reading {}

        /// Made by this server, and expired.
        record Expired() implements Reading {}

        /// Anything else.
        record Forged() implements Reading {}
    }
}
