package io.vestnik.postgres;

import io.vestnik.application.Ports;
import io.vestnik.application.live.NoticeBus;
import io.vestnik.application.live.PublishedEvents;
import io.vestnik.domain.user.UserId;
import io.vestnik.testkit.live.LiveContract;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class PostgresLiveTest extends LiveContract {
    private final List<PostgresUnderTest> stores = new ArrayList<>();

    @Override
    protected Ports open(NoticeBus bus) {
        PostgresUnderTest store = PostgresUnderTest.shared(new PublishedEvents(bus));
        stores.add(store);
        return new Ports(
                store.chats(), store.messageLog(), store.readStates(), bus, UUID::randomUUID, InstantSource.system());
    }

    @Override
    protected UserId person(String name) {
        return stores.getLast().person(name);
    }

    @Override
    protected void closeStores() {
        stores.forEach(PostgresUnderTest::close);
    }
}
