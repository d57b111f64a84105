package io.vestnik.application.account;

import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.util.Optional;

/// Hashes passwords so that a stolen store does not tell them. Slow and hungry for memory on purpose: to be called from
/// few threads only. Safe to call from any thread.
public interface PasswordHasher {

    /// Hashes, with a salt of its own and today's parameters.
    PasswordHash hash(Password password);

    /// Compares. Without a hash, since there is no such account, it does the same work and says [Match#NO].
    Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash);

    /// What comparing says.
    enum Match {
        /// It is the password.
        YES,
        /// It is the password, and its hash was made with parameters that are no longer today's.
        YES_OUTDATED,
        /// It is not.
        NO
    }
}
