package io.vestnik.memory;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// A store of chats that lives as long as the process and keeps every promise of its ports but one: what it
/// acknowledged does not outlive it.
///
/// It is meant for embedding without a database, for tests, and for reading: it says in plain Java what a store must
/// do. One lock for each chat; what happens in a chat is told to [ChatEvents] while that lock is held. It grows with
/// what is written and forgets only deleted groups.
public final class MemoryStore {
    private final Chats chats;
    private final MessageLog messageLog;
    private final ReadStates readStates;

    /// An empty store.
    ///
    /// @param people who exists
    /// @param events where to tell what happened
    /// @param clock what time it is; a clock that is set back makes no message older than the one before it
    public MemoryStore(People people, ChatEvents events, InstantSource clock) {
        ChatTable table = new ChatTable(people, events, clock);
        this.chats = new MemoryChats(table);
        this.messageLog = new MemoryMessageLog(table);
        this.readStates = new MemoryReadStates(table);
    }

    /// The chats and who is in them.
    public Chats chats() {
        return chats;
    }

    /// The messages.
    public MessageLog messageLog() {
        return messageLog;
    }

    /// Who has read how far.
    public ReadStates readStates() {
        return readStates;
    }
}
