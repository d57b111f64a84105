package io.vestnik.memory;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The store in memory, with users that are only names.
final class MemoryStoreUnderTest implements StoreUnderTest, People {
    private final Map<UserId, UserName> names = new ConcurrentHashMap<>();
    private final Set<UserId> accounts = ConcurrentHashMap.newKeySet();
    private final MemoryStore store;

    MemoryStoreUnderTest(ChatEvents events, InstantSource clock) {
        this.store = new MemoryStore(this, new LocalNotificationBus(), events, clock);
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
        UserId id = new UserId(UUID.randomUUID());
        names.put(id, new UserName(name));
        accounts.add(id);
        return id;
    }

    @Override
    public void deleteAccount(UserId person) {
        accounts.remove(person);
    }

    @Override
    public boolean hasAccount(UserId id) {
        return accounts.contains(id);
    }

    @Override
    public UserName nameOf(UserId id) {
        return names.getOrDefault(id, new UserName("no user"));
    }

    @Override
    public void close() {
        names.clear();
    }
}
