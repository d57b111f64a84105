package io.vestnik.postgres;

import io.vestnik.contracts.account.PeopleSearchContract;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;

class PostgresPeopleSearchTest extends PeopleSearchContract {
    @Override
    protected Users users() {
        return AccountStore.shared().users();
    }

    @Override
    protected Devices devices() {
        return AccountStore.shared().devices();
    }
}
