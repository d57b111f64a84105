package io.vestnik.domain.user;

import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The people and what proves who they are.
///
/// Every change is durable when the method returns. Methods block and may be called from any thread; a
/// [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown. Nothing here hashes: that takes long, and
/// no lock may wait for it.
public interface Users {

    /// Adds an account. Of several with one email, also at once, one is added.
    Added add(NewUser user);

    /// The account, deleted ones included.
    Optional<User> find(UserId id);

    /// What proves that somebody is the one with this email. Never of a deleted account.
    Optional<Credentials> credentials(Email email);

    /// What proves that somebody is this person. Never of a deleted account.
    Optional<Credentials> credentials(UserId id);

    /// Changes what is given and leaves the rest.
    Changed change(UserId id, Optional<UserName> name, Optional<Username> username);

    /// Gives somebody another password and ends their other devices, in one step. Logins with the old password that are
    /// under way fail.
    ///
    /// @return the devices that ended; empty if the password changed since `versionSeen`, or there is no such account
    Optional<List<DeviceId>> changePassword(NewPassword password);

    /// Puts another hash of the same password in the place of `seen`, unless another is there by now.
    void rehash(UserId id, PasswordHash seen, PasswordHash next);

    /// Erases everything personal and ends all devices, in one step. Email and username are free from then on. The
    /// user's groups are left later ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return the devices that ended; empty if the password changed since `versionSeen`, or there is no such account
    Optional<List<DeviceId>> erase(UserId id, int versionSeen);

    /// Disables an account and ends all its devices, in one step. The user stays a member of all chats; that `read` no
    /// longer waits for them in groups follows later ([io.vestnik.domain.chat.Chats#outdated]).
    ///
    /// @return the devices that ended; empty if there is no such account
    Optional<List<DeviceId>> disable(UserId id);

    /// Enables an account again.
    ///
    /// @return whether there is such an account
    boolean enable(UserId id);

    /// Those of `ids` who exist, deleted ones included, in no order.
    List<Person> people(Collection<UserId> ids);

    /// Who fits `query`: first by username, in its order, then by name, in order of [UserName#folded], then id; never
    /// deleted ones. Cost does not grow with the number of people.
    List<Person> search(PeopleQuery query, int limit);

    /// Everybody who has an account, in order of id: for whoever runs the server.
    Page<User> list(int limit, Optional<PageCursor> cursor);

    /// An account to add.
    record NewUser(UserId id, UserName name, Email email, PasswordHash password, Instant createdAt) {}

    /// What came of adding.
    sealed interface Added {
        /// There it is.
        record Done(User user) implements Added {}

        /// Somebody has that email.
        record EmailTaken() implements Added {}
    }

    /// What came of changing a profile.
    sealed interface Changed {
        /// This is it now.
        record Done(User user) implements Changed {}

        /// Somebody has that username.
        record UsernameTaken() implements Changed {}

        /// There is no such account, or not any more.
        record NoSuchUser() implements Changed {}
    }

    /// What proves who somebody is.
    ///
    /// @param version how often the password was changed (not re-hashed): says whether a proof is still good
    record Credentials(UserId id, UserState state, PasswordHash password, int version) {
        /// That of an account just added.
        public static final int FIRST_VERSION = 0;
    }

    /// A password to put in the place of another.
    ///
    /// @param versionSeen that of the [Credentials] that were proved
    /// @param except the device that goes on, if any
    record NewPassword(UserId id, int versionSeen, PasswordHash password, Optional<DeviceId> except) {}
}
