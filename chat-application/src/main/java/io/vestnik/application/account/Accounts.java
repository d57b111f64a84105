package io.vestnik.application.account;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.RateLimitedException;
import io.vestnik.application.limit.RateLimits;
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
        RevokeDevice revoke,
        FindEndedDevices ended,
        Administer administer) {

    /// Over stores, hashing and tokens.
    public static Accounts over(AccountPorts ports, RateLimits limits, AccountSettings settings) {
        DeviceStates states = new DeviceStates(ports.devices(), ports.bus(), Ticker.systemTicker());
        Proving proving = new Proving(ports.users(), ports.hashing(), limits);
        Sessions sessions = new Sessions(ports, states, settings);
        Entering entering = new Entering(ports, proving, sessions, limits, settings);
        OwnAccount own = new OwnAccount(ports, proving, states);
        Ending ending = new Ending(ports.devices(), states, ports.clock());
        return new Accounts(
                entering,
                entering,
                sessions,
                ending,
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
                ending,
                ids -> {
                    Set<DeviceId> gone = ports.devices().notLive(ids);
                    // Before anybody is told: whose connection closes finds their tokens refused.
                    gone.forEach(states::forget);
                    return gone;
                },
                new Administration(ports.users(), ports.chats(), ports.hashing(), states, ports.ids(), ports.clock()));
    }

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

    /// Finds devices that ended without this node having been told.
    @FunctionalInterface
    public interface FindEndedDevices {
        /// Those of `ids` that are not live.
        Set<DeviceId> ended(Collection<DeviceId> ids);
    }
}
