package io.vestnik.postgres;

import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.Collection;
import java.util.List;

/// One store that the tests of a class use one after the other, because opening a store takes longer than most tests.
final class ReusedStore implements AutoCloseable {
    private final Events events = new Events();
    private final PostgresUnderTest store;

    ReusedStore(PostgresSettings settings) {
        store = PostgresUnderTest.over(settings, events);
    }

    /// The store, which from now on publishes to `events`. Closing it has no effect.
    StoreUnderTest publishingTo(ChatEvents events) {
        this.events.target = events;
        return new View(store);
    }

    @Override
    public void close() {
        store.close();
    }

    private static final class Events implements ChatEvents {
        volatile ChatEvents target = new RecordedEvents();

        @Override
        public void committed(List<? extends ChatEvent> events) {
            target.committed(events);
        }

        @Override
        public void uncertain(Collection<ChatId> chats) {
            target.uncertain(chats);
        }
    }

    private record View(StoreUnderTest store) implements StoreUnderTest {
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
            return store.person(name);
        }

        @Override
        public void deleteAccount(UserId person) {
            store.deleteAccount(person);
        }

        @Override
        public void close() {
            // The tests that follow use the store.
        }
    }
}
