package io.vestnik.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// Stores in memory whose events a test observes.
final class TestStores {
    private TestStores() {}

    /// A store without writers.
    static MessengerStore direct(People people, ChatEvents events, InstantSource clock) {
        return new MemoryStore(people, new LocalNotificationBus(), events, clock);
    }

    /// A store with writers, over a database of its own. Closing it fails if a writer has failed.
    static MessengerStore batched(People people, ChatEvents events, NodeRuntime runtime) {
        RecordedErrors errors = new RecordedErrors();
        NotificationBus bus = new LocalNotificationBus();
        BatchedMemoryStore.Opening opening =
                BatchedMemoryStore.Opening.of(new MemoryDatabase(people, runtime), bus, runtime);
        return new Checked(new BatchedMemoryStore(opening.publishingTo(events), errors), errors);
    }

    private record Checked(MessengerStore store, RecordedErrors errors) implements MessengerStore {
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
        public NotificationBus bus() {
            return store.bus();
        }

        @Override
        public void close() {
            store.close();
            assertThat(errors.reports()).isEmpty();
        }
    }
}
