package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordAttempt;
import java.time.Duration;
import java.util.Optional;

/// Logs a user in. Blocks while the password is compared; an unknown email costs the same work as a wrong password.
@FunctionalInterface
public interface LogIn {

    /// Logs in.
    Outcome logIn(Command command);

    /// A request to log in.
    ///
    /// @param device the existing device to use again; ignored unless the owner of the account is logged in on this
    ///     device
    /// @param name the name of the device
    record Command(
            Email email,
            PasswordAttempt password,
            Optional<DeviceId> device,
            Optional<DeviceName> name,
            ClientAddress address) {}

    /// The result.
    sealed interface Outcome {
        /// The user is logged in.
        record LoggedIn(Session session) implements Outcome {}

        /// No account has the email, the password is wrong, or the account is disabled: a caller cannot distinguish the
        /// three.
        record BadCredentials() implements Outcome {}

        /// Too many recent failures, or too many passwords waiting to be compared.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
