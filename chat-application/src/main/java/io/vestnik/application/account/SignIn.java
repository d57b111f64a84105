package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.account.AccountSettings.Registration;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Registration and login.
final class SignIn implements Register, LogIn {
    private final Users users;
    private final HashingPool hashing;
    private final PasswordCheck passwords;
    private final Sessions sessions;
    private final RateLimits limits;
    private final IdSource ids;
    private final InstantSource clock;
    private final AccountSettings settings;

    SignIn(
            AccountPorts ports,
            PasswordCheck passwords,
            Sessions sessions,
            RateLimits limits,
            AccountSettings settings) {
        this.users = ports.users();
        this.hashing = ports.hashing();
        this.passwords = passwords;
        this.sessions = sessions;
        this.limits = limits;
        this.ids = ports.ids();
        this.clock = ports.runtime();
        this.settings = settings;
    }

    @Override
    public Register.Outcome register(Register.Command command) {
        if (settings.registration() == Registration.CLOSED) {
            return new Register.Outcome.Closed();
        }
        Optional<Duration> wait = limits.registrations().take(command.address());
        if (wait.isPresent()) {
            return new Register.Outcome.TooMany(wait.get());
        }
        if (users.credentials(command.email()).isPresent()) {
            return new Register.Outcome.EmailTaken();
        }
        Optional<PasswordHash> hash = hashing.hash(command.password(), command.address());
        if (hash.isEmpty()) {
            return new Register.Outcome.TooMany(HashingPool.RETRY_AFTER);
        }
        Users.NewUser account = new Users.NewUser(
                new UserId(ids.next()),
                command.name(),
                command.email(),
                hash.get(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return switch (users.add(account)) {
            case Users.Added.Done(User user) -> {
                Credentials proved =
                        new Credentials(user.id(), UserState.ACTIVE, hash.get(), Credentials.FIRST_VERSION);
                yield sessions.open(proved, Optional.empty(), command.device())
                        .<Register.Outcome>map(Register.Outcome.Registered::new)
                        // The new account was disabled, or its password was changed, before the device was opened.
                        .orElseGet(Register.Outcome.EmailTaken::new);
            }
            case Users.Added.EmailTaken() -> new Register.Outcome.EmailTaken();
        };
    }

    @Override
    public LogIn.Outcome logIn(LogIn.Command command) {
        return switch (passwords.check(command.email(), command.password(), command.address())) {
            case PasswordCheck.Proof.Proved(Credentials credentials) ->
                sessions.open(credentials, command.device(), command.name())
                        .<LogIn.Outcome>map(LogIn.Outcome.LoggedIn::new)
                        .orElseGet(LogIn.Outcome.BadCredentials::new);
            case PasswordCheck.Proof.Wrong() -> new LogIn.Outcome.BadCredentials();
            case PasswordCheck.Proof.TooMany(Duration retryAfter) -> new LogIn.Outcome.TooMany(retryAfter);
        };
    }
}
