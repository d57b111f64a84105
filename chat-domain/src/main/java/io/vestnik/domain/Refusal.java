package io.vestnik.domain;

/// Why the rules refused a request: one catalogue for every use case and every protocol.
public enum Refusal {
    /// The chat does not exist, or the one who asks is not in it: the two are never told apart.
    CHAT_NOT_FOUND,
    /// The chat has no message with that id.
    MESSAGE_NOT_FOUND,
    /// No such person, or not in that chat.
    USER_NOT_FOUND,
    /// The one who asks may see this, but not do it.
    FORBIDDEN,
    /// The idempotency key was first used for something else.
    KEY_REUSED,
    /// The message is deleted and can neither be edited nor replied to.
    MESSAGE_DELETED,
    /// The group would have more members than it may.
    GROUP_FULL,
    /// A direct chat has two sides; nobody can open one with themselves.
    CHAT_WITH_ONESELF
}
