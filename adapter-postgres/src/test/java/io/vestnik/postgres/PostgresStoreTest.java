package io.vestnik.postgres;

import io.vestnik.contracts.EveryStoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresStoreTest extends EveryStoreContract {
    private static ReusedStore store;

    @BeforeAll
    static void openStore() {
        store = new ReusedStore(TestDatabase.create());
    }

    @AfterAll
    static void closeStore() {
        store.close();
    }

    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return store.publishingTo(events);
    }
}
