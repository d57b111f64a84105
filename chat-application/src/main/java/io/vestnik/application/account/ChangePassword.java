package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Changes a user's password, which ends the user's other devices. Blocks while passwords are compared and hashed.
@FunctionalInterface
public interface ChangePassword {

    /// Changes the password.
    Outcome change(Command command);

    /// A request to change a password.
    ///
    /// @param device the device that stays logged in
    record Command(UserId userId, DeviceId device, PasswordAttempt current, Password next, ClientAddress address) {}

    /// The result.
    sealed interface Outcome {
        /// The password was changed.
        record Changed() implements Outcome {}

        /// `current` is not the password.
        record BadCredentials() implements Outcome {}

        /// Too many recent failures, or too many passwords waiting to be compared or hashed.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
