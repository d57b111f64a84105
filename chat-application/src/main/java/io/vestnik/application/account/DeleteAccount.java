package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Deletes an account. In one step, all personal data is erased and all devices end. Afterwards [MembershipUpkeep]
/// removes the user from every group.
///
/// The user's messages stay, with the name [io.vestnik.domain.user.UserName#OF_THE_DELETED].
public interface DeleteAccount {

    /// Deletes the caller's account.
    Outcome delete(Command command);

    /// A request to delete the caller's account.
    ///
    /// @param device the caller's device
    record Command(UserId userId, DeviceId device, PasswordAttempt password, ClientAddress address) {}

    /// The result.
    sealed interface Outcome {
        /// The account was deleted.
        record Deleted() implements Outcome {}

        /// The password is wrong.
        record BadCredentials() implements Outcome {}

        /// Too many recent failures, or too many passwords waiting to be compared.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
