package io.vestnik.domain.chat;

/// The kind of a chat.
public enum ChatKind {
    /// A chat of two users; one for each pair, permanent.
    DIRECT,
    /// A chat of any number of users, with a title and roles.
    GROUP
}
