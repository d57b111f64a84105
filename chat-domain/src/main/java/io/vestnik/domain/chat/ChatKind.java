package io.vestnik.domain.chat;

/// The kind of a chat.
public enum ChatKind {
    /// A permanent chat of two users. Each pair of users has at most one.
    DIRECT,
    /// A chat of any number of users, with a title and roles.
    GROUP
}
