package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.UserName;
import java.time.Duration;
import java.util.Optional;

/// Opens an account and logs its owner in. Blocks while the password is hashed.
@FunctionalInterface
public interface Register {

    /// Registers.
    Outcome register(Command command);

    /// Who wants an account.
    record Command(UserName name, Email email, Password password, Optional<DeviceName> device, ClientAddress address) {}

    /// What came of it.
    sealed interface Outcome {
        /// Registered and logged in.
        record Registered(Session session) implements Outcome {}

        /// Somebody has that email.
        record EmailTaken() implements Outcome {}

        /// Whoever runs the server opens the accounts here.
        record Closed() implements Outcome {}

        /// Too many from that address, or too many passwords to hash at once.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
