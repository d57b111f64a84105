package io.vestnik.memory;

import io.vestnik.contracts.account.UsersContract;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;

class MemoryUsersTest extends UsersContract {
    private final MemoryAccounts accounts = new MemoryAccounts(InstantSource.system());

    @Override
    protected Users users() {
        return accounts.users();
    }

    @Override
    protected Devices devices() {
        return accounts.devices();
    }
}
