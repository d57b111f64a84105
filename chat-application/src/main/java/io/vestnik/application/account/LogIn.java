package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordAttempt;
import java.time.Duration;
import java.util.Optional;

/// Logs somebody in. Blocks while the password is compared; an unknown email takes the same work as a wrong password.
@FunctionalInterface
public interface LogIn {

    /// Logs in.
    Outcome logIn(Command command);

    /// Who wants in.
    ///
    /// @param device continued if it is a live one of that person's; otherwise it is as if it was not given
    /// @param name what to call the device
    record Command(
            Email email,
            PasswordAttempt password,
            Optional<DeviceId> device,
            Optional<DeviceName> name,
            ClientAddress address) {}

    /// What came of it.
    sealed interface Outcome {
        /// Logged in.
        record LoggedIn(Session session) implements Outcome {}

        /// No such account, another password, or an account that is shut out: the three are never told apart.
        record BadCredentials() implements Outcome {}

        /// Too many failures lately, or too many passwords to compare at once.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
