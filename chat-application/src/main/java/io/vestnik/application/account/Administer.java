package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.limit.RememberedKeys;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import java.util.Optional;

/// The operator's actions on accounts, for which no user's password is needed.
public interface Administer {

    /// Creates the actions over the stores, without a server. These actions end devices without notifying a running
    /// server, which notices the ended devices by itself.
    static Administer over(
            Users users, Devices devices, Chats chats, HashingPool hashing, IdSource ids, NodeRuntime runtime) {
        DeviceStates states = new DeviceStates(devices, new LocalNotificationBus(), RememberedKeys.ofHeap(), runtime);
        return new Administration(users, chats, hashing, states, ids, runtime);
    }

    /// Opens an account, even if registration is closed.
    Users.Added add(UserName name, Email email, Password password);

    /// Replaces a user's password and ends all of the user's devices.
    Done password(Email email, Password next);

    /// Disables an account and ends all its devices.
    Done disable(Email email);

    /// Enables an account again.
    Done enable(Email email);

    /// Deletes an account: erases the personal data of the user and ends all devices, as if the user had deleted the
    /// account. Messages stay. A running server removes the user from the groups.
    Done delete(Email email);

    /// Returns a page of the users with an account, in the order of their ids.
    Page<User> list(int limit, Optional<PageCursor> cursor);

    /// Makes a member the owner of a group, and the previous owner an admin.
    HandedOver handOver(ChatId group, UserId heir);

    /// Finds the user with an email.
    Optional<UserId> find(Email email);

    /// The outcome of handing over a group.
    enum HandedOver {
        /// The group was handed over.
        DONE,
        /// There is no such group, or the user is not a member of it.
        NO_MEMBER,
        /// The user does not exist, or the account is disabled or deleted. Such a user could not act as owner.
        NO_ACCOUNT,
        /// The chat is a direct chat, which has no owner.
        DIRECT_CHAT
    }

    /// The outcome of an action on an account.
    enum Done {
        /// The action was done.
        DONE,
        /// No account has that email.
        USER_NOT_FOUND
    }
}
