package io.vestnik.postgres;

import io.vestnik.contracts.account.DevicesContract;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;

class PostgresDevicesTest extends DevicesContract {
    @Override
    protected Users users() {
        return AccountStore.shared().users();
    }

    @Override
    protected Devices devices() {
        return AccountStore.shared().devices();
    }
}
