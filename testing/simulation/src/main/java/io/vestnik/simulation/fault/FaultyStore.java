package io.vestnik.simulation.fault;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.simulation.law.ReadLaws;

/// The store of one node, whose reads may fail or take long, and are checked.
///
/// @param store the store whose reads have no faults
/// @param laws checks what is read
public record FaultyStore(MessengerStore store, FaultyCalls calls, ReadLaws laws) implements MessengerStore {
    @Override
    public Chats chats() {
        return new FaultyChats(store.chats(), calls, laws);
    }

    @Override
    public MessageLog messageLog() {
        return new FaultyMessageLog(store.messageLog(), calls, laws);
    }

    @Override
    public ReadStates readStates() {
        return new FaultyReadStates(store.readStates(), calls, laws);
    }

    @Override
    public NotificationBus bus() {
        return store.bus();
    }

    @Override
    public void close() {
        store.close();
    }
}
