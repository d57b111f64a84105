package io.vestnik.application.account;

/// Exchanges a refresh token for a new session of the same login, by the rules of
/// [io.vestnik.domain.user.RefreshChain].
@FunctionalInterface
public interface Refresh {

    /// Refreshes.
    Outcome refresh(RefreshToken token);

    /// The result.
    sealed interface Outcome {
        /// The login continues.
        record Refreshed(Session session) implements Outcome {}

        /// The token has expired.
        record Expired() implements Outcome {}

        /// The token was used before, so the device is revoked; or it was revoked before for that reason.
        record Reused() implements Outcome {}

        /// Not a token, or a token of a login that ended.
        record NotAuthenticated() implements Outcome {}
    }
}
