package io.vestnik.application.account;

/// Makes access tokens and reads them back. Nothing but a secret of the server's can make one that reads as
/// [Reading.Valid]. Safe to call from any thread, does not block.
public interface TokenIssuer {

    /// Makes a token that says `claims`.
    AccessToken issue(AccessClaims claims);

    /// Reads a token; whether the device is still live is not its business.
    Reading read(AccessToken token);

    /// What a token turned out to be.
    sealed interface Reading {
        /// Made here, and not expired.
        record Valid(AccessClaims claims) implements Reading {}

        /// Made here, and expired.
        record Expired() implements Reading {}

        /// Anything else.
        record Forged() implements Reading {}
    }
}
