package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.limit.RateLimits.LoginOrigin;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Duration;
import java.util.Optional;

/// Checks a password against the stored hash of an account, for every use case. Applies the limits on failures. The
/// check costs the same whether or not the account exists.
final class PasswordCheck {
    private final Users users;
    private final HashingPool hashing;
    private final RateLimits limits;

    PasswordCheck(Users users, HashingPool hashing, RateLimits limits) {
        this.users = users;
        this.hashing = hashing;
        this.limits = limits;
    }

    /// Checks the password of a logged-in user. Failures from all addresses also count together for the user's device.
    /// So a thief of the access token has no more attempts from many addresses than from one.
    Proof checkOn(DeviceId device, Email email, PasswordAttempt attempt, ClientAddress address) {
        Optional<Duration> onDevice = limits.failedPasswordsOnDevice().tries(device);
        if (onDevice.isPresent()) {
            return new Proof.TooMany(onDevice.get());
        }
        boolean failed = false;
        try {
            Proof proof = check(email, attempt, address);
            failed = proof instanceof Proof.Wrong;
            return proof;
        } finally {
            if (!failed) {
                limits.failedPasswordsOnDevice().succeeded(device);
            }
        }
    }

    Proof check(Email email, PasswordAttempt attempt, ClientAddress address) {
        LoginOrigin origin = new LoginOrigin(new Email(email.canonical()), address);
        Optional<Duration> fromAddress = limits.failedLoginsFromAddress().tries(address);
        if (fromAddress.isPresent()) {
            return new Proof.TooMany(fromAddress.get());
        }
        Optional<Duration> ofAccount = limits.failedLogins().tries(origin);
        if (ofAccount.isPresent()) {
            limits.failedLoginsFromAddress().succeeded(address);
            return new Proof.TooMany(ofAccount.get());
        }
        boolean failed = false;
        try {
            Proof proof = compare(attempt, users.credentials(email), address);
            failed = proof instanceof Proof.Wrong;
            return proof;
        } finally {
            if (!failed) {
                limits.failedLogins().succeeded(origin);
                limits.failedLoginsFromAddress().succeeded(address);
            }
        }
    }

    private Proof compare(PasswordAttempt attempt, Optional<Credentials> credentials, ClientAddress address) {
        Optional<PasswordHasher.Match> match = hashing.verify(attempt, credentials.map(Credentials::password), address);
        if (match.isEmpty()) {
            return new Proof.TooMany(HashingPool.RETRY_AFTER);
        }
        return credentials
                .filter(known -> known.state() == UserState.ACTIVE)
                .map(known -> proof(attempt, known, match.get(), address))
                .orElseGet(Proof.Wrong::new);
    }

    private Proof proof(PasswordAttempt attempt, Credentials known, PasswordHasher.Match match, ClientAddress address) {
        return switch (match) {
            case YES -> new Proof.Proved(known);
            case YES_OUTDATED -> {
                rehash(attempt, known, address);
                yield new Proof.Proved(known);
            }
            case NO -> new Proof.Wrong();
        };
    }

    /// Hashes the password again with the current parameters. Skipped while the queue is full; the next login then
    /// tries again.
    private void rehash(PasswordAttempt attempt, Credentials known, ClientAddress address) {
        attempt.asPassword()
                .flatMap(password -> hashing.hash(password, address))
                .ifPresent(next -> users.rehash(known.id(), known.password(), next));
    }

    /// The result of checking a password.
    sealed interface Proof {
        /// The password is right, and the account is active.
        record Proved(Credentials credentials) implements Proof {}

        /// The password is wrong, or no active account has the email.
        record Wrong() implements Proof {}

        /// The password was not checked.
        record TooMany(Duration retryAfter) implements Proof {}
    }
}
