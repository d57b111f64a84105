package io.vestnik.postgres;

import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.live.LiveContracts;
import io.vestnik.contracts.live.LiveStores;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;

final class PostgresLiveTest extends LiveContracts {
    @Override
    protected LiveStores stores() {
        return new Stores();
    }

    private static final class Stores implements LiveStores {
        private final List<PostgresUnderTest> stores = new ArrayList<>();

        @Override
        public Ports open(NotificationBus bus) {
            PostgresUnderTest store = PostgresUnderTest.publishing(bus);
            stores.add(store);
            return Ports.of(store.store(), new RecordedErrors());
        }

        @Override
        public UserId person(String name) {
            return stores.getLast().person(name);
        }

        @Override
        public void close() {
            stores.forEach(PostgresUnderTest::close);
        }
    }
}
