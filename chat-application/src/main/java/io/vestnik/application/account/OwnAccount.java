package io.vestnik.application.account;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The use cases of logged-in users on their own account.
final class OwnAccount implements ChangeProfile, ChangePassword, DeleteAccount {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAccount.class);

    private final Users users;
    private final HashingPool hashing;
    private final PasswordCheck passwords;
    private final DeviceStates states;
    private final NotificationBus bus;

    OwnAccount(AccountPorts ports, PasswordCheck passwords, DeviceStates states) {
        this.users = ports.users();
        this.hashing = ports.hashing();
        this.passwords = passwords;
        this.states = states;
        this.bus = ports.bus();
    }

    @Override
    public Users.Changed change(UserId userId, Optional<UserName> name, Optional<Username> username) {
        Optional<User> before = users.find(userId);
        Users.Changed changed = users.change(userId, name, username);
        if (changed instanceof Users.Changed.Done(User after)
                && !before.map(User::person).equals(Optional.of(after.person()))) {
            bus.publish(new Notification.Renamed(
                    userId, after.name(), after.username().map(Username::value)));
        }
        return changed;
    }

    @Override
    public ChangePassword.Outcome change(ChangePassword.Command command) {
        Optional<Email> email = users.find(command.userId()).flatMap(User::email);
        if (email.isEmpty()) {
            return new ChangePassword.Outcome.BadCredentials();
        }
        return switch (passwords.checkOn(command.device(), email.get(), command.current(), command.address())) {
            case PasswordCheck.Proof.Proved(Credentials credentials) -> replace(command, credentials);
            case PasswordCheck.Proof.Wrong() -> new ChangePassword.Outcome.BadCredentials();
            case PasswordCheck.Proof.TooMany(Duration retryAfter) -> new ChangePassword.Outcome.TooMany(retryAfter);
        };
    }

    private ChangePassword.Outcome replace(ChangePassword.Command command, Credentials proved) {
        Optional<PasswordHash> hash = hashing.hash(command.next(), command.address());
        if (hash.isEmpty()) {
            return new ChangePassword.Outcome.TooMany(HashingPool.RETRY_AFTER);
        }
        Optional<List<DeviceId>> ended = users.changePassword(
                new Users.NewPassword(command.userId(), proved.version(), hash.get(), Optional.of(command.device())));
        ended.ifPresent(devices -> states.ended(command.userId(), devices));
        // If `ended` is empty, another change was committed first, so `current` is no longer the password.
        return ended.isPresent() ? new ChangePassword.Outcome.Changed() : new ChangePassword.Outcome.BadCredentials();
    }

    @Override
    public DeleteAccount.Outcome delete(DeleteAccount.Command command) {
        Optional<Email> email = users.find(command.userId()).flatMap(User::email);
        if (email.isEmpty()) {
            return new DeleteAccount.Outcome.BadCredentials();
        }
        return switch (passwords.checkOn(command.device(), email.get(), command.password(), command.address())) {
            case PasswordCheck.Proof.Proved(Credentials credentials) -> erase(credentials);
            case PasswordCheck.Proof.Wrong() -> new DeleteAccount.Outcome.BadCredentials();
            case PasswordCheck.Proof.TooMany(Duration retryAfter) -> new DeleteAccount.Outcome.TooMany(retryAfter);
        };
    }

    private DeleteAccount.Outcome erase(Credentials proved) {
        UserId userId = proved.id();
        Optional<List<DeviceId>> ended = users.erase(userId, proved.version());
        if (ended.isEmpty()) {
            return new DeleteAccount.Outcome.BadCredentials();
        }
        states.ended(userId, ended.get());
        bus.publish(new Notification.Renamed(userId, UserName.OF_THE_DELETED, Optional.empty()));
        LOG.info("event=account_deleted user={}", userId);
        return new DeleteAccount.Outcome.Deleted();
    }
}
