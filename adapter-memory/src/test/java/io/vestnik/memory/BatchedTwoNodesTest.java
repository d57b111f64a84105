package io.vestnik.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.live.TwoNodesContract;
import io.vestnik.domain.user.UserId;
import org.junit.jupiter.api.AfterEach;

/// The contract of two nodes over one database in memory.
final class BatchedTwoNodesTest extends TwoNodesContract {
    private final TestPeople people = new TestPeople();
    private final MemoryDatabase database = new MemoryDatabase(people, SystemRuntime.INSTANCE);
    private final RecordedErrors errors = new RecordedErrors();

    @AfterEach
    void noWriterFailed() {
        assertThat(errors.reports()).isEmpty();
    }

    @Override
    protected MessengerStore openStore() {
        return new BatchedMemoryStore(
                BatchedMemoryStore.Opening.of(database, new LocalNotificationBus(), SystemRuntime.INSTANCE), errors);
    }

    @Override
    protected UserId person(String name) {
        return people.person(name);
    }
}
