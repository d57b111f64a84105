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

    /// A request to open an account.
    record Command(UserName name, Email email, Password password, Optional<DeviceName> device, ClientAddress address) {}

    /// The result.
    sealed interface Outcome {
        /// The user is registered and logged in.
        record Registered(Session session) implements Outcome {}

        /// Another account has that email.
        record EmailTaken() implements Outcome {}

        /// Only the operator opens accounts on this server.
        record Closed() implements Outcome {}

        /// Too many registrations from the address, or too many passwords waiting to be hashed.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
