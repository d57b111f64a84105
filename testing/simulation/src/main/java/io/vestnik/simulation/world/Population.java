package io.vestnik.simulation.world;

import io.vestnik.application.account.AccessClaims;
import io.vestnik.application.account.AccessToken;
import io.vestnik.contracts.account.PlainTokens;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.simulation.client.ClientDevice;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The users of a world, their devices and the access tokens of these devices.
final class Population {
    /// Longer than any simulation, so that no token expires.
    private static final Duration LIFE = Duration.ofDays(3_650);

    private static final int DEVICES_MAX = 64;

    private final MemoryAccounts accounts;
    private final SimulatedRuntime runtime;
    private final PlainTokens tokens;
    private final List<UserId> users = new ArrayList<>();
    private final Map<DeviceId, AccessToken> accessTokens = new HashMap<>();

    /// @param runtime the runtime of the database
    Population(SimulatedRuntime runtime) {
        this.runtime = runtime;
        this.accounts = new MemoryAccounts(runtime);
        this.tokens = new PlainTokens(runtime);
    }

    MemoryAccounts accounts() {
        return accounts;
    }

    PlainTokens tokens() {
        return tokens;
    }

    /// The users, without those who were added for checks.
    List<UserId> users() {
        return Collections.unmodifiableList(users);
    }

    /// Adds an account.
    UserId add(String name) {
        Users.NewUser account = new Users.NewUser(
                new UserId(runtime.randomUuid()),
                new UserName(name),
                new Email(name.replace(' ', '.') + "@example.org"),
                new PasswordHash("hash"),
                now());
        Users.Added added = accounts.users().add(account);
        if (!(added instanceof Users.Added.Done)) {
            throw new IllegalStateException("could not add " + name + ": " + added);
        }
        return account.id();
    }

    /// Adds a user who gets clients.
    void addUser() {
        users.add(add("user " + users.size()));
    }

    /// Opens a new device of a user.
    ClientDevice logIn(UserId owner) {
        DeviceId id = new DeviceId(runtime.randomUuid());
        Instant now = now();
        RefreshChain chain =
                new RefreshChain(new TokenHash("family"), new TokenHash("first"), Optional.empty(), now.plus(LIFE));
        Devices.Opened opened = accounts.devices()
                .open(new Devices.Opening(
                        id,
                        owner,
                        Users.Credentials.FIRST_VERSION,
                        Optional.of(new DeviceName("phone")),
                        chain,
                        now,
                        DEVICES_MAX));
        if (!(opened instanceof Devices.Opened.Done(var device, var ended)) || !ended.isEmpty()) {
            throw new IllegalStateException("could not log in: " + opened);
        }
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        accessTokens.put(id, tokens.issue(new AccessClaims(owner, id, device.session(), issued, issued.plus(LIFE))));
        return new ClientDevice(owner, id);
    }

    AccessToken token(DeviceId id) {
        return Objects.requireNonNull(accessTokens.get(id), () -> "no device " + id);
    }

    private Instant now() {
        return runtime.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
