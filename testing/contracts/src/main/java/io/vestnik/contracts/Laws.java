package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.LiveIndex.Snapshot;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.WindowAnchor;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the invariants that hold for every store at any time while no change is in progress: the laws L1 to L7 of
/// `docs/architecture.md`, as far as a store is responsible for them.
public final class Laws {
    private final StoreUnderTest store;
    private final RecordedEvents events;
    private final Collection<UserId> people;

    /// Checks every chat of which one of `people` is a member.
    ///
    /// @param events must have received all events of the store since the store was opened
    public Laws(StoreUnderTest store, RecordedEvents events, Collection<UserId> people) {
        this.store = store;
        this.events = events;
        this.people = people;
    }

    /// Checks all laws.
    ///
    /// @param acknowledged the messages that the store reported as stored
    public void check(Collection<Message> acknowledged) {
        Map<ChatId, Map<UserId, Snapshot>> chats = chats();
        if (chats.isEmpty()) {
            return;
        }
        UserId stranger = store.person("stranger");
        chats.forEach((chatId, snapshots) -> {
            awaitEvents(chatId, snapshots.values().iterator().next());
            new ChatLaws(store, events.of(chatId), chatId, snapshots).check();
            law_7_a_stranger_learns_nothing(chatId, stranger);
        });
        for (Message message : acknowledged) {
            Map<UserId, Snapshot> snapshots = chats.get(message.chatId());
            if (snapshots != null) {
                law_3_an_acknowledged_message_is_stored(
                        message, snapshots.keySet().iterator().next());
            }
        }
    }

    private Map<ChatId, Map<UserId, Snapshot>> chats() {
        Map<ChatId, Map<UserId, Snapshot>> chats = new LinkedHashMap<>();
        for (UserId person : people) {
            for (Snapshot snapshot : store.chats().snapshots(person)) {
                chats.computeIfAbsent(snapshot.chat().id(), id -> new LinkedHashMap<>())
                        .put(person, snapshot);
            }
        }
        return chats;
    }

    /// Waits for the last events, since a store may publish the event of a change after it has answered the call.
    private void awaitEvents(ChatId chatId, Snapshot snapshot) {
        Patience.await("events of " + chatId).untilAsserted(() -> {
            assertThat(lastVersion(chatId))
                    .as("last published version")
                    .isEqualTo(snapshot.chat().version().value());
            assertThat(lastMarksVersion(chatId))
                    .as("last published marks")
                    .isEqualTo(snapshot.marksVersion().value());
        });
    }

    private long lastVersion(ChatId chatId) {
        return events.of(chatId, ChatEvent.Versioned.class).stream()
                .mapToLong(event -> event.version().value())
                .max()
                .orElse(0);
    }

    private long lastMarksVersion(ChatId chatId) {
        return events.of(chatId, ChatEvent.MarksMoved.class).stream()
                .mapToLong(moved -> moved.marksVersion().value())
                .max()
                .orElse(0);
    }

    private void law_3_an_acknowledged_message_is_stored(Message acknowledged, UserId viewer) {
        Outcome<Message> found = store.messageLog().find(acknowledged.chatId(), viewer, acknowledged.id());
        assertThat(found).as("L3: acknowledged %s", acknowledged).isInstanceOf(Outcome.Done.class);
        if (found instanceof Outcome.Done<Message>(Message message)) {
            assertThat(message.senderId()).as("L3: sender of %s", acknowledged).isEqualTo(acknowledged.senderId());
            assertThat(message.sentAt()).as("L3: time of %s", acknowledged).isEqualTo(acknowledged.sentAt());
            assertThat(message.replyTo()).as("L3: answer of %s", acknowledged).isEqualTo(acknowledged.replyTo());
            if (message.version().equals(acknowledged.version())) {
                assertThat(message.text()).as("L3: text of %s", acknowledged).isEqualTo(acknowledged.text());
            }
        }
    }

    private void law_7_a_stranger_learns_nothing(ChatId chatId, UserId stranger) {
        List<Outcome<?>> answers = List.of(
                store.chats().find(chatId, stranger),
                store.chats().members(chatId, stranger, 1, Optional.empty()),
                store.messageLog().find(chatId, stranger, new MessageId(1)),
                store.messageLog().history(chatId, stranger, 0, 1),
                store.messageLog().window(chatId, stranger, new WindowAnchor.Newest(), 1),
                store.messageLog().changes(chatId, stranger, ChatVersion.NONE, 1),
                store.readStates().readers(chatId, stranger, new MessageId(1), 1, Optional.empty()));
        assertThat(answers)
                .as("L7: answers to a stranger about %s", chatId)
                .containsOnly(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(store.chats().snapshots(stranger))
                .as("L7: snapshots of a stranger")
                .isEmpty();
    }
}
