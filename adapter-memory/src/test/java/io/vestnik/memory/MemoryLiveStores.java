package io.vestnik.memory;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.live.LiveStores;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// Stores in memory, whose users are only names.
final class MemoryLiveStores implements LiveStores {
    private final TestPeople people = new TestPeople();
    private final BiFunction<People, NotificationBus, MessengerStore> opening;
    private final List<MessengerStore> opened = new ArrayList<>();

    /// @param opening opens a new store
    MemoryLiveStores(BiFunction<People, NotificationBus, MessengerStore> opening) {
        this.opening = opening;
    }

    @Override
    public Ports open(NotificationBus bus) {
        MessengerStore store = opening.apply(people, bus);
        opened.add(store);
        return Ports.of(store, new RecordedErrors());
    }

    @Override
    public UserId person(String name) {
        return people.person(name);
    }

    @Override
    public void close() {
        opened.forEach(MessengerStore::close);
    }
}
