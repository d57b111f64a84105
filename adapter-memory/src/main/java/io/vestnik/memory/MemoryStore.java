package io.vestnik.memory;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// A store of chats that lives as long as the process. It keeps every promise of its ports but one: acknowledged
/// changes do not survive the process.
///
/// It is meant for embedding without a database, for tests, and for reading: it shows in plain Java what a store must
/// do. There is one lock for each chat, and the events of a chat are published to [ChatEvents] under that lock. The
/// store grows with every change and removes only deleted groups.
public final class MemoryStore {
    private final Chats chats;
    private final MessageLog messageLog;
    private final ReadStates readStates;

    /// An empty store.
    ///
    /// @param people the known users
    /// @param events receives the committed events
    /// @param clock the store's clock; setting it back makes no message older than the previous one
    public MemoryStore(People people, ChatEvents events, InstantSource clock) {
        ChatTable table = new ChatTable(people, events, clock);
        this.chats = new MemoryChats(table);
        this.messageLog = new MemoryMessageLog(table);
        this.readStates = new MemoryReadStates(table);
    }

    /// The chats and their members.
    public Chats chats() {
        return chats;
    }

    /// The messages.
    public MessageLog messageLog() {
        return messageLog;
    }

    /// The read marks and read states.
    public ReadStates readStates() {
        return readStates;
    }
}
