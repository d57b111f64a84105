package io.vestnik.simulation.world;

import io.vestnik.contracts.Laws;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.memory.BatchedMemoryStore;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/// Checks the whole database by the laws of every store. Called between two steps, when no change is being applied.
final class WholeCheck {
    private final Laws laws;

    /// @param observer a store over the database, without faults
    /// @param events all events of the database
    WholeCheck(BatchedMemoryStore observer, RecordedEvents events, Population population) {
        UserId stranger = population.add("stranger");
        this.laws = new Laws(new Database(observer, stranger), events, population.users());
        // The events are recorded in the step of their commit, so there is nothing to wait for.
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    /// Checks.
    ///
    /// @throws AssertionError if a law is violated
    void run() {
        laws.check(List.of());
    }

    private record Database(BatchedMemoryStore store, UserId stranger) implements StoreUnderTest {
        @Override
        public Chats chats() {
            return store.chats();
        }

        @Override
        public MessageLog messageLog() {
            return store.messageLog();
        }

        @Override
        public ReadStates readStates() {
            return store.readStates();
        }

        @Override
        public UserId person(String name) {
            return stranger;
        }

        @Override
        public void deleteAccount(UserId person) {
            throw new UnsupportedOperationException("accounts stay");
        }

        @Override
        public void close() {
            // The world owns the store.
        }
    }
}
