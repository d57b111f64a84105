package io.vestnik.domain.user;

/// The users of a service that embeds the messenger, as far as chats need them: existence, name and state. The service
/// keeps everything else, such as logins and passwords, itself.
///
/// The service calls these methods when its users change. An id means the same user forever: the id of a removed user
/// is not used again. A user with an account is managed by [Users]; no method of this interface changes such a user.
///
/// Every change is durable when the method returns. Methods block, may be called from any thread and are idempotent, so
/// a call with an unknown outcome ([io.vestnik.domain.StoreUnavailableException]) is repeated.
///
/// The service authenticates its users itself: after [#disable] and [#remove] it closes the user's live sessions and
/// opens no more.
public interface HostUsers {

    /// Registers a user, or changes a user's name. Every later answer has the new name, and connected users who share a
    /// direct chat with the user are notified.
    Put put(UserId id, UserName name);

    /// Disables a user, who stays a member of all chats. In groups, the `read` state of messages soon stops waiting for
    /// the user ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return whether the user is registered
    boolean disable(UserId id);

    /// Enables a disabled user again.
    ///
    /// @return whether the user is registered
    boolean enable(UserId id);

    /// Removes a user for good. The name is erased at once, direct chats accept no more messages, and the user leaves
    /// all groups soon ([io.vestnik.domain.chat.Chats#outdated]). The user's messages stay.
    ///
    /// @return whether the user is registered; false if the user was removed before
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
