package io.vestnik.memory;

import static java.util.Objects.requireNonNull;

import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.live.LiveContracts;
import io.vestnik.contracts.live.LiveStores;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

class MemoryLiveTest extends LiveContracts {
    @Override
    protected LiveStores stores() {
        return new Stores();
    }

    private static final class Stores implements LiveStores {
        private final Map<UserId, UserName> names = new ConcurrentHashMap<>();

        @Override
        public Ports open(NotificationBus bus) {
            People people = new People() {
                @Override
                public boolean hasAccount(UserId id) {
                    return names.containsKey(id);
                }

                @Override
                public UserName nameOf(UserId id) {
                    return requireNonNull(names.get(id));
                }
            };
            MemoryStore store = new MemoryStore(people, bus, InstantSource.system());
            return Ports.of(store, new RecordedErrors());
        }

        @Override
        public UserId person(String name) {
            UserId id = new UserId(UUID.randomUUID());
            names.put(id, new UserName(name));
            return id;
        }

        @Override
        public void close() {
            // A store in memory has nothing to close.
        }
    }
}
