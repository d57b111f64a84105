package io.vestnik.postgres;

import io.vestnik.domain.event.ChatEvents;
import io.vestnik.testkit.EveryStoreContract;
import io.vestnik.testkit.StoreUnderTest;

final class PostgresStoreTest extends EveryStoreContract {
    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return PostgresUnderTest.shared(events);
    }
}
