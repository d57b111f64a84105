package io.vestnik.contracts.account;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A hasher for tests that compares plain texts and counts its calls. A single number stands for the parameters of the
/// hash function. A test can raise this number, so that earlier hashes are outdated. It can also block the calls.
public final class CountingHasher implements PasswordHasher {
    private final AtomicInteger hashed = new AtomicInteger();
    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicInteger strength = new AtomicInteger(1);
    private final Semaphore gate = new Semaphore(Integer.MAX_VALUE);

    @Override
    public PasswordHash hash(Password password) {
        pass();
        hashed.incrementAndGet();
        return new PasswordHash(strength + ":" + password.value());
    }

    @Override
    public Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash) {
        pass();
        verified.incrementAndGet();
        return hash.map(known -> known.value().split(":", 2))
                .filter(known -> known[1].equals(attempt.value()))
                .map(known -> known[0].equals(strength.toString()) ? Match.YES : Match.YES_OUTDATED)
                .orElse(Match.NO);
    }

    /// The number of passwords hashed so far.
    public int hashed() {
        return hashed.get();
    }

    /// The number of passwords compared so far.
    public int verified() {
        return verified.get();
    }

    /// Raises the number that stands for the parameters of the hash function, so that earlier hashes are outdated.
    public void strengthen() {
        strength.incrementAndGet();
    }

    /// Blocks all calls until [#release] is called.
    public void hold() {
        gate.drainPermits();
    }

    /// Lets the blocked calls continue. Later calls are not blocked.
    public void release() {
        gate.release(Integer.MAX_VALUE - gate.availablePermits());
    }

    private void pass() {
        try {
            gate.acquire();
            gate.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
