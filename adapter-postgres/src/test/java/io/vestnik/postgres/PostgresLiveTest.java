package io.vestnik.postgres;

import io.vestnik.application.Ports;
import io.vestnik.application.live.NoticeBus;
import io.vestnik.application.live.PublishedEvents;
import io.vestnik.domain.user.UserId;
import io.vestnik.testkit.live.LiveDeliveryContract;
import io.vestnik.testkit.live.LiveDepartureContract;
import io.vestnik.testkit.live.LiveDrainingContract;
import io.vestnik.testkit.live.LiveReadingContract;
import io.vestnik.testkit.live.LiveRepairContract;
import io.vestnik.testkit.live.LiveResumeContract;
import io.vestnik.testkit.live.LiveStores;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

final class PostgresLiveTest {
    @Nested
    final class Delivery extends LiveDeliveryContract {
        Delivery() {
            super(new Stores());
        }
    }

    @Nested
    final class Reading extends LiveReadingContract {
        Reading() {
            super(new Stores());
        }
    }

    @Nested
    final class Repair extends LiveRepairContract {
        Repair() {
            super(new Stores());
        }
    }

    @Nested
    final class Resume extends LiveResumeContract {
        Resume() {
            super(new Stores());
        }
    }

    @Nested
    final class Departure extends LiveDepartureContract {
        Departure() {
            super(new Stores());
        }
    }

    @Nested
    final class Draining extends LiveDrainingContract {
        Draining() {
            super(new Stores());
        }
    }

    private static final class Stores implements LiveStores {
        private final List<PostgresUnderTest> stores = new ArrayList<>();

        @Override
        public Ports open(NoticeBus bus) {
            PostgresUnderTest store = PostgresUnderTest.shared(new PublishedEvents(bus));
            stores.add(store);
            return new Ports(
                    store.chats(),
                    store.messageLog(),
                    store.readStates(),
                    bus,
                    UUID::randomUUID,
                    InstantSource.system());
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
