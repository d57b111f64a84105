package io.vestnik.memory;

import java.time.InstantSource;

final class MemoryMembershipUpkeepTest extends MemoryUpkeepContract {
    MemoryMembershipUpkeepTest() {
        super((people, events) -> TestStores.direct(people, events, InstantSource.system()));
    }
}
