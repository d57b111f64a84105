package io.vestnik.contracts.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Makes users and devices for the tests of a store. All names are unique, so that several tests can use the same
/// store.
final class AccountFixture {
    static final Instant NOW = Instant.parse("2026-11-22T18:00:00.123Z");
    static final Duration LIFETIME = Duration.ofDays(60);

    private final Users users;
    private final Devices devices;

    AccountFixture(Users users, Devices devices) {
        this.users = users;
        this.devices = devices;
    }

    /// Makes a string of 12 hexadecimal digits that no other test uses.
    static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    static Email email() {
        return new Email(unique() + "@example.org");
    }

    static Users.NewUser newUser(Email email) {
        return new Users.NewUser(
                new UserId(UUID.randomUUID()), new UserName("Test User"), email, new PasswordHash("hash"), NOW);
    }

    User added() {
        return added("Test User");
    }

    User added(String name) {
        Users.Added added = users.add(new Users.NewUser(
                new UserId(UUID.randomUUID()), new UserName(name), email(), new PasswordHash("hash"), NOW));
        if (added instanceof Users.Added.Done(User user)) {
            return user;
        }
        throw new AssertionError("could not add " + name + ": " + added);
    }

    Device opened(UserId owner) {
        return opened(owner, NOW);
    }

    Device opened(UserId owner, Instant at) {
        return opened(opening(owner, new DeviceId(UUID.randomUUID()), at));
    }

    Device opened(Devices.Opening opening) {
        Devices.Opened opened = devices.open(opening);
        if (opened instanceof Devices.Opened.Done(Device device, List<DeviceId> ended)) {
            return device;
        }
        throw new AssertionError("could not open " + opening + ": " + opened);
    }

    static Devices.Opening opening(UserId owner, DeviceId id, Instant at) {
        return new Devices.Opening(
                id, owner, Credentials.FIRST_VERSION, Optional.of(new DeviceName("Phone")), chain("T0"), at, 64);
    }

    static RefreshChain chain(String first) {
        return new RefreshChain(new TokenHash("family"), new TokenHash(first), Optional.empty(), NOW.plus(LIFETIME));
    }

    /// Exchanges a refresh token of a device. If the exchange succeeds, `successor` is the new refresh token.
    Devices.Refreshed exchange(DeviceId id, String token, String successor, Instant at) {
        RefreshChain.Successor fresh = new RefreshChain.Successor(new TokenHash(successor), "seed", at);
        RefreshChain.Presented presented = new RefreshChain.Presented(new TokenHash("family"), new TokenHash(token));
        return devices.refresh(id, chain -> chain.decide(presented, fresh, given -> true, LIFETIME), at);
    }

    /// Runs the same work several times concurrently.
    static <T> List<T> atOnce(int count, Callable<T> work) {
        CyclicBarrier start = new CyclicBarrier(count);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("one of them failed", e.getCause());
        }
    }
}
