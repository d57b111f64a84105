package io.vestnik.e2e;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// A store whose log a test has replaced.
record LoggedStore(MessengerStore behind, MessageLog messageLog) implements MessengerStore {
    @Override
    public Chats chats() {
        return behind.chats();
    }

    @Override
    public ReadStates readStates() {
        return behind.readStates();
    }

    @Override
    public NotificationBus bus() {
        return behind.bus();
    }

    @Override
    public void close() {
        behind.close();
    }
}
