package io.vestnik.e2e;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.account.PasswordHasher;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.bootstrap.NodeEnvironment;
import io.vestnik.bootstrap.NodeStores;
import io.vestnik.bootstrap.metrics.NodeMetrics;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.security.Argon2Hasher;
import io.vestnik.security.Argon2Parameters;
import io.vestnik.security.ServerSecret;
import io.vestnik.security.ServerSecrets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// The replaceable parts of a [Node] in tests: fast hashing, a known secret, a store in memory.
public final class TestNode {
    /// Signs the tokens of test nodes.
    public static final String SECRET = "a secret for tests, longer than thirty-two characters";

    private TestNode() {}

    /// Hashes fast and without safety.
    public static PasswordHasher fastHasher() {
        return new Argon2Hasher(new Argon2Parameters(32, 1, 1), new SecureRandom());
    }

    /// The secrets of [#SECRET].
    public static ServerSecrets secrets() {
        return new ServerSecrets(new ServerSecret(SECRET), Optional.empty());
    }

    /// An environment without metrics.
    public static NodeEnvironment environment(InstantSource clock, ServerSecrets secrets, PasswordHasher hasher) {
        return new NodeEnvironment(
                clock,
                UuidCreator::getTimeOrderedEpoch,
                secrets,
                new HashingPool(hasher, 2),
                NodeMetrics.NONE,
                new RecordedErrors());
    }

    /// An empty store in memory.
    public static NodeStores memory(NotificationBus bus, InstantSource clock) {
        MemoryAccounts accounts = new MemoryAccounts(clock);
        MemoryStore store = new MemoryStore(accounts, bus, clock);
        return new NodeStores(store, accounts.users(), accounts.devices(), () -> true);
    }
}
