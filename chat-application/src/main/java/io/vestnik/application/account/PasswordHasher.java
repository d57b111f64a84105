package io.vestnik.application.account;

import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.util.Optional;

/// Hashes passwords so that a stolen store does not reveal them. Slow and memory-hungry on purpose: call it from few
/// threads only. Thread-safe.
public interface PasswordHasher {

    /// Hashes with a new salt and the present parameters.
    PasswordHash hash(Password password);

    /// Compares. Without a hash, because there is no such account, it does the same work and returns [Match#NO].
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
