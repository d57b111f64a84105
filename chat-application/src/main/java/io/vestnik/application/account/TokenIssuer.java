package io.vestnik.application.account;

/// Makes and verifies access tokens. A token that is [Reading.Valid] can be made only with a secret of the server.
/// Thread-safe; does not block.
public interface TokenIssuer {

    /// Makes a token with `claims`.
    AccessToken issue(AccessClaims claims);

    /// Verifies and parses a token. Does not check whether the device is still logged in.
    Reading read(AccessToken token);

    /// The result of reading a token.
    sealed interface Reading {
        /// The token was made by this server and has not expired.
        record Valid(AccessClaims claims) implements Reading {}

        /// The token was made by this server and has expired.
        record Expired() implements Reading {}

        /// The token was not made by this server.
        record Forged() implements Reading {}
    }
}
