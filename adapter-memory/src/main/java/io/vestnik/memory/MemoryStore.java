package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.bus.PublishedEvents;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// A store of chats that lives as long as the process. It keeps every promise of its ports but one: acknowledged
/// changes do not survive the process.
///
/// It is meant for embedding without a database, for tests, and for reading: it shows in plain Java what a store must
/// do. There is one lock for each chat, and the events of a chat are published under that lock. The store grows with
/// every change and removes only deleted groups.
public final class MemoryStore implements MessengerStore {
    private final Chats chats;
    private final MessageLog messageLog;
    private final ReadStates readStates;
    private final NotificationBus bus;

    /// An empty store.
    ///
    /// @param people the known users
    /// @param bus receives the committed events
    /// @param clock the store's clock; even if it is set back, no message is older than the previous one
    public MemoryStore(People people, NotificationBus bus, InstantSource clock) {
        this(people, bus, new PublishedEvents(bus), clock);
    }

    /// A store whose events a test can observe.
    MemoryStore(People people, NotificationBus bus, ChatEvents events, InstantSource clock) {
        this.bus = bus;
        ChatTable table = new ChatTable(people, events, clock);
        this.chats = new MemoryChats(table, SystemRuntime.INSTANCE::randomUuid);
        this.messageLog = new MemoryMessageLog(table);
        this.readStates = new MemoryReadStates(table);
    }

    @Override
    public Chats chats() {
        return chats;
    }

    @Override
    public MessageLog messageLog() {
        return messageLog;
    }

    @Override
    public ReadStates readStates() {
        return readStates;
    }

    @Override
    public NotificationBus bus() {
        return bus;
    }

    /// Does nothing: the store ends with its last reference.
    @Override
    public void close() {}
}
