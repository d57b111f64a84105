package io.vestnik.domain.chat;

/// What sort of chat it is.
public enum ChatKind {
    /// Between two people, once for each pair, for good.
    DIRECT,
    /// Among any number of people, with a title and roles.
    GROUP
}
