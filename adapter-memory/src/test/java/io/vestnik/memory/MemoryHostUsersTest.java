package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.contracts.account.HostUsersContract;
import io.vestnik.domain.user.HostUsers;

final class MemoryHostUsersTest extends HostUsersContract {
    private final MemoryHostStore store = new MemoryHostStore();

    @Override
    protected MessengerStore store() {
        return store;
    }

    @Override
    protected HostUsers users() {
        return store.hostUsers();
    }
}
