package io.vestnik.memory;

import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.live.LiveContracts;
import io.vestnik.contracts.live.LiveStores;

/// The contracts of live delivery over the store with writers.
final class BatchedLiveTest extends LiveContracts {
    @Override
    protected LiveStores stores() {
        return new MemoryLiveStores((people, bus) -> {
            BatchedMemoryStore.Opening opening = BatchedMemoryStore.Opening.of(
                    new MemoryDatabase(people, SystemRuntime.INSTANCE), bus, SystemRuntime.INSTANCE);
            return new BatchedMemoryStore(opening, (writer, error) -> {
                throw new AssertionError(writer + " failed", error);
            });
        });
    }
}
