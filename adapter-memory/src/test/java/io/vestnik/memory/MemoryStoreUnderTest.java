package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.InstantSource;

/// A store in memory, with users that are only names.
record MemoryStoreUnderTest(TestPeople people, MessengerStore store) implements StoreUnderTest {
    /// The store without writers.
    static MemoryStoreUnderTest direct(ChatEvents events, InstantSource clock) {
        TestPeople people = new TestPeople();
        return new MemoryStoreUnderTest(people, TestStores.direct(people, events, clock));
    }

    /// The store with writers, over a database of its own.
    static MemoryStoreUnderTest batched(ChatEvents events, NodeRuntime runtime) {
        TestPeople people = new TestPeople();
        return new MemoryStoreUnderTest(people, TestStores.batched(people, events, runtime));
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
    public UserId person(String name) {
        return people.person(name);
    }

    @Override
    public void deleteAccount(UserId person) {
        people.deleteAccount(person);
    }

    @Override
    public void close() {
        store.close();
    }
}
