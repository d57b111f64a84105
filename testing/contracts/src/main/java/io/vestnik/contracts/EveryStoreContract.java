package io.vestnik.contracts;

import io.vestnik.domain.event.ChatEvents;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/// Runs all contracts of a store. An adapter extends this class once, and its tests then also include contracts that
/// are added later.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class EveryStoreContract {

    /// Opens a store that publishes its events to `events`. Called before every test.
    protected abstract StoreUnderTest open(ChatEvents events);

    @Nested
    class PostingMessages extends MessageLogContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class AmendingMessages extends AmendingContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class LookingUpMessages extends HistoryContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class Changes extends ChangesContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class DirectChats extends DirectChatsContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class Groups extends GroupsContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class Membership extends MembershipContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class Listing extends ListingContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class Reading extends ReadStatesContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    @Nested
    class InParallel extends ParallelContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }
    }

    /// The number of steps of the random walk.
    protected int walkSteps() {
        return 2_000;
    }

    @Nested
    class WalkingAtRandom extends RandomWalkContract {
        @Override
        protected StoreUnderTest open(ChatEvents events) {
            return EveryStoreContract.this.open(events);
        }

        @Override
        protected int steps() {
            return walkSteps();
        }
    }
}
