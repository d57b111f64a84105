package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImportsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Instant spring = now.minus(Duration.ofDays(200));

    private final PostgresSettings settings = TestDatabase.create();
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = TestDatabase.open(settings, events);
    private final UserId alice = TestDatabase.person(settings, "Alice");
    private final UserId bob = TestDatabase.person(settings, "Bob");

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void imported_changes_keep_their_times() {
        ChatId chat = directAt(spring);
        Message first = sentAt(chat, "hi", spring.plusSeconds(60));
        Message edited = done(await(store.imports()
                .edit(
                        new MessageLog.Edit(chat, alice, first.id(), new MessageText("hi!")),
                        spring.plusSeconds(90).plusNanos(123))));

        Chats.Opened opened = done(
                store.imports().openDirect(new Chats.DirectOpening(new ChatId(UUID.randomUUID()), bob, alice), now));
        assertThat(opened.created()).isFalse();
        assertThat(opened.view().chat().createdAt()).isEqualTo(spring);
        assertThat(opened.view().chat().activityAt()).isEqualTo(spring.plusSeconds(60));
        assertThat(first.sentAt()).isEqualTo(spring.plusSeconds(60));
        assertThat(edited.editedAt()).contains(spring.plusSeconds(90));
        Message deleted = done(await(
                store.imports().delete(new MessageLog.Deletion(chat, alice, first.id()), spring.plusSeconds(120))));
        assertThat(deleted.deletedAt()).contains(spring.plusSeconds(120));
    }

    @Test
    void an_imported_group_keeps_its_creation_time() {
        Chats.GroupFounding founding = new Chats.GroupFounding(
                new ChatId(UUID.randomUUID()), alice, new ChatTitle("Hike"), Set.of(bob), Optional.empty(), 10);

        assertThat(done(store.imports().createGroup(founding, spring))
                        .view()
                        .chat()
                        .createdAt())
                .isEqualTo(spring);
    }

    @Test
    void imported_times_never_decrease_and_are_never_in_the_future() {
        ChatId chat = directAt(spring);
        List<Instant> wanted = List.of(
                spring.minus(Duration.ofDays(1)),
                spring.plusSeconds(500),
                spring.plusSeconds(100),
                now.plus(Duration.ofDays(365)),
                spring.plusSeconds(900));
        List<Instant> sent =
                wanted.stream().map(at -> sentAt(chat, "at " + at, at).sentAt()).toList();

        assertThat(sent).isSorted();
        assertThat(sent).startsWith(spring, spring.plusSeconds(500), spring.plusSeconds(500));
        assertThat(sent.getLast()).isBetween(now, Instant.now());
        Message live =
                ((Appended.Stored) await(store.messageLog().append(Conversation.draft(chat, bob, "now")))).message();
        assertThat(live.sentAt()).isAfterOrEqualTo(sent.getLast());
    }

    @Test
    void an_imported_chat_is_not_created_in_the_future() {
        ChatId chat = directAt(now.plus(Duration.ofDays(3)));

        assertThat(done(store.chats().find(chat, alice)).chat().createdAt())
                .isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void a_repeated_import_key_keeps_one_message_with_its_first_time() {
        ChatId chat = directAt(spring);
        Draft draft = Conversation.draft(chat, alice, "once");
        await(store.imports().append(draft, spring.plusSeconds(1)));

        Appended again = await(store.imports().append(draft, spring.plusSeconds(5)));

        assertThat(again)
                .isInstanceOfSatisfying(
                        Appended.Repeated.class,
                        repeated -> assertThat(repeated.message().sentAt()).isEqualTo(spring.plusSeconds(1)));
        assertThat(events.committed)
                .filteredOn(ChatEvent.MessagePosted.class::isInstance)
                .hasSize(1);
    }

    private ChatId directAt(Instant at) {
        return done(store.imports().openDirect(new Chats.DirectOpening(new ChatId(UUID.randomUUID()), alice, bob), at))
                .view()
                .chat()
                .id();
    }

    private Message sentAt(ChatId chat, String text, Instant at) {
        return ((Appended.Stored) await(store.imports().append(Conversation.draft(chat, alice, text), at))).message();
    }
}
