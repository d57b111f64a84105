package io.vestnik.memory;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// All accounts and devices. Every access holds the lock of this table.
final class AccountTable {
    final Map<UserId, StoredUser> users = new LinkedHashMap<>();
    /// The accounts by the canonical form of their emails.
    final Map<String, StoredUser> byEmail = new HashMap<>();
    final Map<Username, StoredUser> byUsername = new HashMap<>();
    final Map<DeviceId, StoredDevice> devices = new HashMap<>();

    /// The users whose accounts were deleted, disabled or enabled.
    final Set<UserId> changed = new LinkedHashSet<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;

    AccountTable(InstantSource clock) {
        this.clock = clock;
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    StoredUser requireUser(UserId id) {
        StoredUser user = users.get(id);
        if (user == null) {
            throw new NoSuchElementException("no person " + id);
        }
        return user;
    }

    /// Finds a user whose account is not deleted.
    Optional<StoredUser> present(UserId id) {
        return Optional.ofNullable(users.get(id)).filter(user -> user.state != UserState.DELETED);
    }

    List<StoredDevice> liveOf(UserId owner) {
        return devicesOf(owner).stream()
                .filter(device -> device.endReason.isEmpty())
                .sorted(Comparator.comparing((StoredDevice device) -> device.lastSeenAt)
                        .reversed()
                        .thenComparing(device -> device.id.value().toString()))
                .toList();
    }

    /// Ends those logged-in devices of a user whose ids match `doomed`, and returns these ids.
    List<DeviceId> end(UserId owner, Predicate<DeviceId> doomed, Device.EndReason endReason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<DeviceId> ended = new ArrayList<>();
        for (StoredDevice device : liveOf(owner)) {
            if (doomed.test(device.id)) {
                device.end(endReason, now);
                ended.add(device.id);
            }
        }
        return ended;
    }

    void forgetOldest(UserId owner) {
        devicesOf(owner).stream()
                .filter(device -> device.endReason.isPresent())
                .sorted(Comparator.comparing((StoredDevice device) -> device.endedAt)
                        .reversed())
                .skip(Devices.ENDED_KEPT_MAX)
                .toList()
                .forEach(this::forget);
    }

    void add(StoredDevice device) {
        devices.put(device.id, device);
        requireUser(device.owner).devices.add(device);
    }

    void forget(StoredDevice device) {
        devices.remove(device.id);
        requireUser(device.owner).devices.remove(device);
    }

    void seen(StoredDevice device, Instant at) {
        StoredUser owner = requireUser(device.owner);
        device.lastSeenAt = later(device.lastSeenAt, at);
        owner.lastSeenAt = Optional.of(later(owner.lastSeenAt.orElse(at), at));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private List<StoredDevice> devicesOf(UserId owner) {
        return Optional.ofNullable(users.get(owner))
                .map(user -> List.copyOf(user.devices))
                .orElse(List.of());
    }

    /// A user, whose account may be deleted.
    static final class StoredUser {
        final UserId id;
        final Instant createdAt;
        UserName name;
        Optional<Username> username = Optional.empty();
        Optional<Email> email;
        Optional<PasswordHash> password;
        int passwordVersion = Credentials.FIRST_VERSION;
        UserState state = UserState.ACTIVE;
        final Set<StoredDevice> devices = new LinkedHashSet<>();
        Optional<Instant> lastSeenAt = Optional.empty();

        StoredUser(UserId id, Instant createdAt, UserName name, Email email, PasswordHash password) {
            this.id = id;
            this.createdAt = createdAt;
            this.name = name;
            this.email = Optional.of(new Email(email.canonical()));
            this.password = Optional.of(password);
        }

        User shown() {
            return new User(id, name, username, email, state, createdAt);
        }

        Optional<Credentials> credentials() {
            return password.map(hash -> new Credentials(id, state, hash, passwordVersion));
        }
    }

    /// A device, which is logged in or has ended.
    static final class StoredDevice {
        final DeviceId id;
        final UserId owner;
        final Instant createdAt;
        DeviceName name;
        int session = 1;
        Instant lastSeenAt;
        RefreshChain chain;
        Optional<Device.EndReason> endReason = Optional.empty();
        Instant endedAt = Instant.MAX;

        StoredDevice(DeviceId id, UserId owner, DeviceName name, RefreshChain chain, Instant createdAt) {
            this.id = id;
            this.owner = owner;
            this.name = name;
            this.chain = chain;
            this.createdAt = createdAt;
            this.lastSeenAt = createdAt;
        }

        void end(Device.EndReason why, Instant at) {
            endReason = Optional.of(why);
            endedAt = at;
        }

        Device shown() {
            return new Device(id, owner, name, session, createdAt, lastSeenAt, endReason);
        }
    }
}
