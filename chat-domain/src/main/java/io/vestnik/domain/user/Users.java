package io.vestnik.domain.user;

import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The users and their credentials.
///
/// Every change is durable when the method returns. Methods block and may be called from any thread. A
/// [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown. No method hashes a password, because
/// hashing is slow and must not run while a lock is held.
public interface Users {

    /// Adds an account. Of several calls with the same email, even concurrent ones, only one adds an account.
    Added add(NewUser user);

    /// Finds an account, even a deleted one.
    Optional<User> find(UserId id);

    /// Finds the credentials of the account with this email. Empty for a deleted account.
    Optional<Credentials> credentials(Email email);

    /// Finds the credentials of this user. Empty for a deleted account.
    Optional<Credentials> credentials(UserId id);

    /// Changes the given fields and leaves the others.
    Changed change(UserId id, Optional<UserName> name, Optional<Username> username);

    /// Replaces a user's password and ends all devices of the user except [NewPassword#except], in one step. Logins in
    /// progress with the old password fail.
    ///
    /// @return the devices that ended; empty if the password changed since [NewPassword#versionSeen], or if the account
    ///     does not exist or was deleted
    Optional<List<DeviceId>> changePassword(NewPassword password);

    /// Replaces the hash `seen` by another hash of the same password. Does nothing if the stored hash is no longer
    /// `seen`.
    void rehash(UserId id, PasswordHash seen, PasswordHash next);

    /// Erases all personal data of a user and ends all devices of the user, in one step. The email and the username can
    /// be used again from then on. The user leaves their groups later ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return the devices that ended; empty if the password changed since `versionSeen`, or if the account does not
    ///     exist or was deleted
    Optional<List<DeviceId>> erase(UserId id, int versionSeen);

    /// Disables an account and ends all its devices, in one step. The user stays a member of all chats. Soon
    /// afterwards, messages in groups become `read` without waiting for the user
    /// ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return the devices that ended; empty if the account does not exist or was deleted
    Optional<List<DeviceId>> disable(UserId id);

    /// Enables an account again.
    ///
    /// @return whether the account exists and was not deleted
    boolean enable(UserId id);

    /// Finds the users with these ids, including deleted ones, in no particular order.
    List<Person> people(Collection<UserId> ids);

    /// Finds the users that match `query`, without deleted ones. The users whose username matches come first, in order
    /// of username. Then come the users whose name matches, in order of the matching text of [UserName#words], then of
    /// id. The cost does not grow with the number of users.
    List<Person> search(PeopleQuery query, int limit);

    /// Lists all users with an account, in order of id, for operators.
    Page<User> list(int limit, Optional<PageCursor> cursor);

    /// An account to add.
    record NewUser(UserId id, UserName name, Email email, PasswordHash password, Instant createdAt) {}

    /// The result of adding.
    sealed interface Added {
        /// The account was added.
        record Done(User user) implements Added {}

        /// Another account has that email.
        record EmailTaken() implements Added {}
    }

    /// The result of changing a profile.
    sealed interface Changed {
        /// The profile was changed; `user` is its state after the change.
        record Done(User user) implements Changed {}

        /// Another user has that username.
        record UsernameTaken() implements Changed {}

        /// There is no such account, or it was deleted.
        record NoSuchUser() implements Changed {}
    }

    /// The credentials of a user.
    ///
    /// @param version how often the password was changed, not counting new hashes of the same password. A proof of the
    ///     password is outdated once this version has changed
    record Credentials(UserId id, UserState state, PasswordHash password, int version) {
        /// The version of a new account.
        public static final int FIRST_VERSION = 0;
    }

    /// A password that replaces another.
    ///
    /// @param versionSeen the version of the [Credentials] that are replaced
    /// @param except the device that stays logged in, if any
    record NewPassword(UserId id, int versionSeen, PasswordHash password, Optional<DeviceId> except) {}
}
