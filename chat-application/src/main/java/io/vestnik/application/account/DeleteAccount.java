package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Deletes an account: everything personal is erased at once, in one step with the end of all devices;
/// [MembershipUpkeep] leaves every group afterwards, as by leaving.
///
/// Messages stay, under [io.vestnik.domain.user.UserName#OF_THE_DELETED].
public interface DeleteAccount {

    /// Deletes.
    Outcome delete(Command command);

    /// Who wants to be forgotten.
    record Command(UserId userId, PasswordAttempt password, ClientAddress address) {}

    /// What came of it.
    sealed interface Outcome {
        /// It is gone.
        record Deleted() implements Outcome {}

        /// It is not the password.
        record BadCredentials() implements Outcome {}

        /// Too many failures lately, or too many passwords to compare at once.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
