package io.vestnik.memory;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.account.AccountsContract;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;

class MemoryAccountsTest extends AccountsContract {
    private final MemoryAccounts accounts = new MemoryAccounts(InstantSource.system());
    private final MemoryStore store = new MemoryStore(accounts, new LocalNotificationBus(), InstantSource.system());

    @Override
    protected Users users() {
        return accounts.users();
    }

    @Override
    protected Devices devices() {
        return accounts.devices();
    }

    @Override
    protected Chats chats() {
        return store.chats();
    }
}
