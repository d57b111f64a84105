package io.vestnik.memory;

import io.vestnik.application.runtime.SystemRuntime;

/// The contract of memberships over the store with writers.
final class BatchedMembershipUpkeepTest extends MemoryUpkeepContract {
    BatchedMembershipUpkeepTest() {
        super((people, events) -> TestStores.batched(people, events, SystemRuntime.INSTANCE));
    }
}
