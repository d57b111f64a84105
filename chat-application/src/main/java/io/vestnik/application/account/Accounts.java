package io.vestnik.application.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What people do with their accounts. As [io.vestnik.application.messaging.Messaging], an interface for each use case.
public record Accounts(
        Register register,
        LogIn logIn,
        Refresh refresh,
        LogOut logOut,
        Authenticate authenticate,
        ViewProfile profile,
        ChangeProfile changeProfile,
        ChangePassword changePassword,
        DeleteAccount delete,
        FindPeople find,
        ShowPeople people,
        ListDevices devices,
        RevokeDevice revoke) {

    /// Finds somebody's own profile.
    @FunctionalInterface
    public interface ViewProfile {
        /// Finds it; empty once the account is deleted.
        Optional<User> profile(UserId userId);
    }

    /// Shows who is behind ids.
    @FunctionalInterface
    public interface ShowPeople {
        /// How many ids one call may give.
        int IDS_MAX = 100;

        /// Those of `ids` who exist, deleted ones included, in no order.
        List<Person> people(Collection<UserId> ids);
    }

    /// Lists the devices somebody is logged in on.
    @FunctionalInterface
    public interface ListDevices {
        /// Lists them, last seen first.
        List<Device> devices(UserId owner);
    }
}
