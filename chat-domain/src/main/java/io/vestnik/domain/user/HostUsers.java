package io.vestnik.domain.user;

/// The users of a service that embeds the messenger, as far as chats need them: existence, name and state. The service
/// keeps everything else, such as logins and passwords, itself.
///
/// The service calls these methods when its users change. An id means the same user forever: the id of a removed user
/// is not used again. A user with an account is managed by [Users]; no method of this interface changes such a user.
///
/// Every change is durable when the method returns. Methods block and may be called from any thread. They are
/// idempotent, so the service can repeat a call whose outcome is unknown
/// ([io.vestnik.domain.StoreUnavailableException]).
///
/// The service authenticates its users itself. Therefore the service must close the live sessions of a user after
/// [#disable] and [#remove], and open no more of them.
public interface HostUsers {

    /// Registers a user, or changes a user's name. All data that clients request afterwards contains the new name, and
    /// connected users who share a direct chat with the user are notified.
    Put put(UserId id, UserName name);

    /// Disables a user, who stays a member of all chats. Soon afterwards, messages in groups become `read` without
    /// waiting for the user ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return whether the user is registered
    boolean disable(UserId id);

    /// Enables a disabled user again.
    ///
    /// @return whether the user is registered
    boolean enable(UserId id);

    /// Removes a user for good. The name is erased immediately, and the user's direct chats accept no more messages.
    /// Soon afterwards the user leaves all groups ([io.vestnik.domain.chat.Chats#outdated]). The user's messages stay.
    ///
    /// @return whether this call removed the user; false if the user is not registered or was removed before
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
