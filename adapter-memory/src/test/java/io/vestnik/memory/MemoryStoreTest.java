package io.vestnik.memory;

import io.vestnik.contracts.EveryStoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;
import java.time.InstantSource;

final class MemoryStoreTest extends EveryStoreContract {
    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return MemoryStoreUnderTest.direct(events, InstantSource.system());
    }

    @Override
    protected int walkSteps() {
        return 5_000;
    }
}
