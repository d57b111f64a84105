package io.vestnik.memory;

import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.EveryStoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;

/// The contracts of a store over the writers, queues and batches of the application, without a database server.
final class BatchedMemoryStoreTest extends EveryStoreContract {
    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return MemoryStoreUnderTest.batched(events, SystemRuntime.INSTANCE);
    }

    @Override
    protected int walkSteps() {
        return 5_000;
    }
}
