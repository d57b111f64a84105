package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.account.AccountsContract;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

/// The contract of accounts over the store with writers.
final class BatchedAccountsTest extends AccountsContract {
    private final MemoryAccounts accounts = new MemoryAccounts(InstantSource.system());
    private final MessengerStore store = TestStores.batched(accounts, new RecordedEvents(), SystemRuntime.INSTANCE);

    @AfterEach
    void closeStore() {
        store.close();
    }

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
