package io.vestnik.domain.user;

/// Whether somebody can be logged in.
public enum UserState {
    /// They can.
    ACTIVE,
    /// Whoever runs the server has shut them out; everything of theirs is kept.
    DISABLED,
    /// The account was deleted: no personal data is left, only the id, which their messages carry.
    DELETED
}
