package io.vestnik.memory;

import io.vestnik.contracts.ClockedRuntime;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;

/// The same tests over the store with writers.
final class BatchedClockTest extends MemoryClockTest {
    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return MemoryStoreUnderTest.batched(events, new ClockedRuntime(clock));
    }
}
