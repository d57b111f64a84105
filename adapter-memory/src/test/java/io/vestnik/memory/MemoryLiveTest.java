package io.vestnik.memory;

import io.vestnik.contracts.live.LiveContracts;
import io.vestnik.contracts.live.LiveStores;
import java.time.InstantSource;

class MemoryLiveTest extends LiveContracts {
    @Override
    protected LiveStores stores() {
        return new MemoryLiveStores((people, bus) -> new MemoryStore(people, bus, InstantSource.system()));
    }
}
