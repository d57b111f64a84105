package io.vestnik.postgres;

import io.vestnik.contracts.account.UsersContract;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;

class PostgresUsersTest extends UsersContract {
    @Override
    protected Users users() {
        return AccountStore.shared().users();
    }

    @Override
    protected Devices devices() {
        return AccountStore.shared().devices();
    }
}
