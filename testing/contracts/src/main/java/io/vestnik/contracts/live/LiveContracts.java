package io.vestnik.contracts.live;

import org.junit.jupiter.api.Nested;

/// Runs all contracts of live delivery over a store: the laws L2, L4, L5 and L7, as connected clients observe them.
public abstract class LiveContracts {
    /// Makes the stores of one test.
    protected abstract LiveStores stores();

    @Nested
    final class Delivery extends LiveDeliveryContract {
        Delivery() {
            super(stores());
        }
    }

    @Nested
    final class FirstAnswer extends LiveFirstAnswerContract {
        FirstAnswer() {
            super(stores());
        }
    }

    @Nested
    final class Reading extends LiveReadingContract {
        Reading() {
            super(stores());
        }
    }

    @Nested
    final class Repair extends LiveRepairContract {
        Repair() {
            super(stores());
        }
    }

    @Nested
    final class Resume extends LiveResumeContract {
        Resume() {
            super(stores());
        }
    }

    @Nested
    final class Departure extends LiveDepartureContract {
        Departure() {
            super(stores());
        }
    }

    @Nested
    final class Memory extends LiveMemoryContract {
        Memory() {
            super(stores());
        }
    }

    @Nested
    final class Failure extends LiveFailureContract {
        Failure() {
            super(stores());
        }
    }

    @Nested
    final class Draining extends LiveDrainingContract {
        Draining() {
            super(stores());
        }
    }
}
