package io.vestnik.memory;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.account.MembershipUpkeepContract;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;

class MemoryMembershipUpkeepTest extends MembershipUpkeepContract {
    private final RecordedEvents events = new RecordedEvents();
    private final MemoryAccounts accounts = new MemoryAccounts(InstantSource.system());
    private final MemoryStore store =
            new MemoryStore(accounts, new LocalNotificationBus(), events, InstantSource.system());

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
