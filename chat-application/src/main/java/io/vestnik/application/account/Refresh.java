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

        /// The token is outdated, because its successor was used. This call, or an earlier one, has ended the device
        /// for this reason.
        record Reused() implements Outcome {}

        /// The token is malformed or unknown, or its login has ended.
        record NotAuthenticated() implements Outcome {}
    }
}
