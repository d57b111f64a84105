package io.vestnik.domain.user;

/// The users of a service that embeds the messenger, as far as chats need them: existence, name and state. The service
/// keeps everything else, such as logins and passwords, itself.
///
/// The service calls these methods when its users change. An id means the same user forever: the id of a removed user
/// is not used again. Users with an account ([Users]) are managed there; no method here changes them.
///
/// Every change is durable when the method returns. Methods block, may be called from any thread and are idempotent, so
/// a call with an unknown outcome ([io.vestnik.domain.StoreUnavailableException]) is repeated.
///
/// The service authenticates its users itself: after [#disable] and [#remove] it closes the user's live sessions and
/// opens no more.
public interface HostUsers {

    /// Registers a user, or changes the name. The new name is in every answer from now on, and connected users who have
    /// a chat with the user are notified.
    Put put(UserId id, UserName name);

    /// Disables a user, who stays a member of all chats. In groups, `read` stops waiting for the user soon
    /// ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return whether there is such a user
    boolean disable(UserId id);

    /// Enables a disabled user again.
    ///
    /// @return whether there is such a user
    boolean enable(UserId id);

    /// Removes a user for good. The name is erased at once, direct chats accept no more messages, and the user leaves
    /// all groups soon ([io.vestnik.domain.chat.Chats#outdated]). The user's messages stay.
    ///
    /// @return whether there is such a user; false also if the user was removed before
    boolean remove(UserId id);

    /// The result of registering a user.
    enum Put {
        /// The user is registered with this name.
        DONE,
        /// A user with this id was removed.
        REMOVED,
        /// A user with this id has an account.
        HAS_ACCOUNT
    }
}
