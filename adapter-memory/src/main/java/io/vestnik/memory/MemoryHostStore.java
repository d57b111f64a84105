package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.HostUsers;

/// A [MemoryStore] with the users of a service that embeds the messenger, and with a notification bus of its own.
public final class MemoryHostStore implements MessengerStore {
    private final MemoryHostUsers users;
    private final MemoryStore store;

    /// An empty store with the system's clock.
    public MemoryHostStore() {
        NotificationBus bus = new LocalNotificationBus();
        this.users = new MemoryHostUsers(bus);
        this.store = new MemoryStore(users, bus, SystemRuntime.INSTANCE);
    }

    /// The users of the embedding service.
    public HostUsers hostUsers() {
        return users;
    }

    @Override
    public Chats chats() {
        return store.chats();
    }

    @Override
    public MessageLog messageLog() {
        return store.messageLog();
    }

    @Override
    public ReadStates readStates() {
        return store.readStates();
    }

    @Override
    public NotificationBus bus() {
        return store.bus();
    }

    /// Does nothing: the store ends with its last reference.
    @Override
    public void close() {}
}
