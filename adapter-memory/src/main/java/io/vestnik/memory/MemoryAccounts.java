package io.vestnik.memory;

import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Users;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A store of accounts and devices that lives as long as the process and supplies the users of a [MemoryStore].
///
/// One lock guards everything. No operation holds it for long, so one lock suffices.
public final class MemoryAccounts implements People {
    private final AccountTable table;
    private final Users users;
    private final Devices devices;

    /// An empty store.
    ///
    /// @param clock gives the time at which a device ends
    public MemoryAccounts(InstantSource clock) {
        this.table = new AccountTable(clock);
        this.users = new MemoryUsers(table);
        this.devices = new MemoryDevices(table);
    }

    /// The users with accounts.
    public Users users() {
        return users;
    }

    /// The devices of the accounts.
    public Devices devices() {
        return devices;
    }

    @Override
    public boolean hasAccount(UserId id) {
        return table.locked(() -> table.present(id).isPresent());
    }

    @Override
    public boolean isActive(UserId id) {
        return table.locked(() ->
                table.present(id).filter(user -> user.state == UserState.ACTIVE).isPresent());
    }

    @Override
    public Collection<UserId> changed() {
        return table.locked(() -> List.copyOf(table.changed));
    }

    @Override
    public UserName nameOf(UserId id) {
        return table.locked(() -> table.requireUser(id).name);
    }

    @Override
    public Optional<Instant> lastSeenAt(UserId id) {
        return table.locked(() -> table.present(id).flatMap(user -> user.lastSeenAt));
    }
}
