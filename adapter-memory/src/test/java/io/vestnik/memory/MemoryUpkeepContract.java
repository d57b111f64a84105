package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.account.MembershipUpkeepContract;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;

/// The contract of memberships over accounts and a store in memory.
abstract class MemoryUpkeepContract extends MembershipUpkeepContract {
    private final RecordedEvents events = new RecordedEvents();
    private final MemoryAccounts accounts = new MemoryAccounts(InstantSource.system());
    private final MessengerStore store;

    /// @param opening opens a store that publishes to the given events
    MemoryUpkeepContract(BiFunction<People, ChatEvents, MessengerStore> opening) {
        this.store = opening.apply(accounts, events);
    }

    @AfterEach
    final void closeStore() {
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

    @Override
    protected MessageLog messageLog() {
        return store.messageLog();
    }

    @Override
    protected ReadStates readStates() {
        return store.readStates();
    }

    @Override
    protected RecordedEvents events() {
        return events;
    }
}
