package io.vestnik.application.account;

import io.vestnik.application.RateLimitedException;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.limit.RememberedKeys;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The use cases for accounts. As in [io.vestnik.application.messaging.Messaging], each use case is an interface.
public record Accounts(
        ViewRegistration registration,
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
        RevokeDevice revoke,
        FindEndedDevices ended,
        Administer administer) {

    /// Creates the use cases over stores, hashing and tokens.
    public static Accounts over(AccountPorts ports, RateLimits limits, AccountSettings settings) {
        DeviceStates states = new DeviceStates(ports.devices(), ports.bus(), RememberedKeys.ofHeap(), ports.runtime());
        PasswordCheck passwords = new PasswordCheck(ports.users(), ports.hashing(), limits);
        Sessions sessions = new Sessions(ports, states, settings);
        SignIn signIn = new SignIn(ports, passwords, sessions, limits, settings);
        OwnAccount own = new OwnAccount(ports, passwords, states);
        DeviceRevocation revocation = new DeviceRevocation(ports.devices(), states, ports.runtime());
        return new Accounts(
                settings::registration,
                signIn,
                signIn,
                sessions,
                revocation,
                sessions,
                userId -> ports.users().find(userId).filter(user -> user.state() != UserState.DELETED),
                (userId, name, username) -> {
                    RateLimitedException.require(limits.sends(), userId);
                    return own.change(userId, name, username);
                },
                own,
                own,
                (viewer, query, limit) -> limits.searches()
                        .take(viewer)
                        .<FindPeople.Outcome>map(FindPeople.Outcome.TooMany::new)
                        .orElseGet(
                                () -> new FindPeople.Outcome.Found(ports.users().search(query, limit))),
                ports.users()::people,
                ports.devices()::liveOf,
                revocation,
                ids -> {
                    Set<DeviceId> gone = ports.devices().notLive(ids);
                    // The cache forgets the devices before the caller closes their connections. So when a client's
                    // connection closes, its tokens are already rejected.
                    gone.forEach(states::forget);
                    return gone;
                },
                new Administration(
                        ports.users(), ports.chats(), ports.hashing(), states, ports.ids(), ports.runtime()));
    }

    /// Reads whether clients can register.
    @FunctionalInterface
    public interface ViewRegistration {
        /// Returns who may open an account.
        AccountSettings.Registration registration();
    }

    /// Finds a user's own profile.
    @FunctionalInterface
    public interface ViewProfile {
        /// Finds the profile; empty once the account is deleted.
        Optional<User> profile(UserId userId);
    }

    /// Finds the users with given ids.
    @FunctionalInterface
    public interface ShowPeople {
        /// The maximum number of ids in one call.
        int IDS_MAX = 100;

        /// The users with these ids, including deleted users, in no particular order; unknown ids are left out.
        List<Person> people(Collection<UserId> ids);
    }

    /// Lists the devices on which a user is logged in.
    @FunctionalInterface
    public interface ListDevices {
        /// Lists the devices, last seen first.
        List<Device> devices(UserId owner);
    }

    /// Finds devices that ended without a notification to this node.
    @FunctionalInterface
    public interface FindEndedDevices {
        /// Returns each id in `ids` whose device has ended or is unknown.
        Set<DeviceId> ended(Collection<DeviceId> ids);
    }
}
