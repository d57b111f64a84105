package io.vestnik.memory;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// [HostUsers] that live as long as the process. One lock orders the changes. Look-ups of a user take no lock.
final class MemoryHostUsers implements HostUsers, People {
    private final Map<UserId, Entry> users = new ConcurrentHashMap<>();
    private final Set<UserId> changed = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final NotificationBus bus;

    /// @param bus receives the changes of names
    MemoryHostUsers(NotificationBus bus) {
        this.bus = bus;
    }

    private enum State {
        ACTIVE,
        DISABLED,
        REMOVED
    }

    private record Entry(UserName name, State state) {}

    @Override
    public Put put(UserId id, UserName name) {
        lock.lock();
        try {
            Entry before = users.get(id);
            if (before == null) {
                users.put(id, new Entry(name, State.ACTIVE));
                return Put.DONE;
            }
            if (before.state() == State.REMOVED) {
                return Put.REMOVED;
            }
            if (before.name().equals(name)) {
                return Put.DONE;
            }
            users.put(id, new Entry(name, before.state()));
        } finally {
            lock.unlock();
        }
        publish(id, name);
        return Put.DONE;
    }

    @Override
    public boolean disable(UserId id) {
        return change(id, State.DISABLED).isPresent();
    }

    @Override
    public boolean enable(UserId id) {
        return change(id, State.ACTIVE).isPresent();
    }

    @Override
    public boolean remove(UserId id) {
        Optional<UserName> erased = change(id, State.REMOVED);
        erased.ifPresent(name -> publish(id, name));
        return erased.isPresent();
    }

    /// @return the name after the change; empty if the user does not exist or was removed
    private Optional<UserName> change(UserId id, State state) {
        lock.lock();
        try {
            Entry before = users.get(id);
            if (before == null || before.state() == State.REMOVED) {
                return Optional.empty();
            }
            UserName name = state == State.REMOVED ? UserName.OF_THE_DELETED : before.name();
            users.put(id, new Entry(name, state));
            changed.add(id);
            return Optional.of(name);
        } finally {
            lock.unlock();
        }
    }

    private void publish(UserId id, UserName name) {
        bus.publish(new Notification.Renamed(id, name, Optional.empty()));
    }

    @Override
    public boolean hasAccount(UserId id) {
        Entry user = users.get(id);
        return user != null && user.state() != State.REMOVED;
    }

    @Override
    public boolean isActive(UserId id) {
        Entry user = users.get(id);
        return user != null && user.state() == State.ACTIVE;
    }

    @Override
    public Collection<UserId> changed() {
        lock.lock();
        try {
            return List.copyOf(changed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UserName nameOf(UserId id) {
        @Nullable Entry user = users.get(id);
        if (user == null) {
            throw new NoSuchElementException("no user " + id);
        }
        return user.name();
    }
}
