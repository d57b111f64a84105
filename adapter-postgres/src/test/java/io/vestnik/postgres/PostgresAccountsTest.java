package io.vestnik.postgres;

import io.vestnik.contracts.account.AccountsContract;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;

class PostgresAccountsTest extends AccountsContract {
    @Override
    protected Users users() {
        return AccountStore.shared().users();
    }

    @Override
    protected Devices devices() {
        return AccountStore.shared().devices();
    }

    @Override
    protected Chats chats() {
        return AccountStore.shared().chats();
    }
}
