package io.vestnik.application.account;

import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.util.Optional;

/// Hashes passwords so that a stolen store does not reveal them. Hashing is slow and takes much memory on purpose, so
/// only few threads call it. Thread-safe.
public interface PasswordHasher {

    /// Hashes a password with a new salt and the current parameters.
    PasswordHash hash(Password password);

    /// Compares a password with a hash. If `hash` is empty because the account does not exist, the method does the same
    /// work and returns [Match#NO].
    Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash);

    /// The result of a comparison.
    enum Match {
        /// The password is right.
        YES,
        /// The password is right, and its hash was made with outdated parameters.
        YES_OUTDATED,
        /// The password is wrong.
        NO
    }
}
