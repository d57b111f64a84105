package io.vestnik.domain.user;

/// Whether a user can log in.
public enum UserState {
    /// The user can log in.
    ACTIVE,
    /// The operator has disabled the account; all its data is kept.
    DISABLED,
    /// The account was deleted: no personal data is left, only the id, which the user's messages carry.
    DELETED
}
