package io.vestnik.postgres;

import io.vestnik.contracts.EveryStoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;

final class PostgresStoreTest extends EveryStoreContract {
    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return PostgresUnderTest.shared(events);
    }
}
