package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Gives somebody another password, which ends their other devices. Blocks while passwords are compared and hashed.
@FunctionalInterface
public interface ChangePassword {

    /// Changes it.
    Outcome change(Command command);

    /// Who wants which.
    ///
    /// @param device the one that goes on
    record Command(UserId userId, DeviceId device, PasswordAttempt current, Password next, ClientAddress address) {}

    /// What came of it.
    sealed interface Outcome {
        /// It is changed.
        record Changed() implements Outcome {}

        /// `current` is not the password.
        record BadCredentials() implements Outcome {}

        /// Too many failures lately, or too many passwords to compare at once.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
