package io.vestnik.domain;

/// Why the rules refused a request: one catalogue for every use case and every protocol.
public enum Refusal {
    /// The chat does not exist, or the caller is not a member of it: a caller cannot distinguish the two.
    CHAT_NOT_FOUND,
    /// The chat has no message with that id.
    MESSAGE_NOT_FOUND,
    /// The user does not exist, or is not a member of the chat.
    USER_NOT_FOUND,
    /// The caller may see the chat, but the action is not permitted.
    FORBIDDEN,
    /// The idempotency key was used before for a request with other content.
    KEY_REUSED,
    /// The message is deleted and can neither be edited nor replied to.
    MESSAGE_DELETED,
    /// The group would exceed its maximum number of members.
    GROUP_FULL,
    /// A direct chat needs two different users.
    CHAT_WITH_ONESELF
}
