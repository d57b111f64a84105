package io.vestnik.application.live.feed;

import static io.vestnik.application.live.feed.TestFeed.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which events prove that the store has lost what a feed has delivered.
final class DeliveredMessagesTest {
    private static final Instant AT = Instant.parse("2026-11-29T18:00:00Z");

    private final TestFeed test = new TestFeed();
    private final ChatFeed feed = test.feed;

    @Test
    void repeated_and_overtaken_notifications_of_the_same_changes_prove_nothing() {
        Versioned first = posted(2, 1, AT);
        Versioned second = posted(3, 2, AT);
        Versioned edit = edited(4, 1, AT.plusSeconds(1));
        for (Versioned event : new Versioned[] {first, second, edit}) {
            assertThat(feed.contradicts(event)).isFalse();
            feed.accept(event);
        }

        assertThat(feed.contradicts(first)).isFalse();
        assertThat(feed.contradicts(second)).isFalse();
        assertThat(feed.contradicts(edit)).isFalse();
        assertThat(feed.contradicts(titled(3))).as("an earlier version").isFalse();
        assertThat(feed.contradicts(posted(5, 3, AT)))
                .as("a message of the same millisecond")
                .isFalse();
    }

    @Test
    void another_message_with_a_delivered_id_proves_a_loss_at_any_version() {
        feed.accept(posted(2, 1, AT));
        feed.accept(posted(3, 2, AT));

        assertThat(feed.contradicts(posted(3, 2, AT.plusMillis(1)))).isTrue();
        assertThat(feed.contradicts(posted(2, 1, AT.plusMillis(1)))).isTrue();
        assertThat(feed.contradicts(posted(9, 2, AT.plusMillis(1)))).isTrue();
        assertThat(feed.contradicts(edited(9, 1, AT.plusSeconds(1))))
                .as("an edit")
                .isFalse();
    }

    @Test
    void another_change_with_the_version_of_a_delivered_one_proves_a_loss() {
        feed.accept(posted(2, 1, AT));
        feed.accept(posted(3, 2, AT));
        feed.accept(edited(4, 1, AT.plusSeconds(1)));

        assertThat(feed.contradicts(edited(4, 1, AT.plusSeconds(2)))).isTrue();
        assertThat(feed.contradicts(edited(4, 2, AT.plusSeconds(1)))).isTrue();
        assertThat(feed.contradicts(titled(4))).isTrue();
    }

    private Versioned posted(long version, long id, Instant sentAt) {
        return new ChatEvent.MessagePosted(
                test.chatId,
                version(version),
                message(version, id, sentAt, Optional.empty()),
                new MessageKey(new UUID(0, id)));
    }

    private Versioned edited(long version, long id, Instant editedAt) {
        return new ChatEvent.MessageChanged(
                test.chatId, version(version), message(version, id, AT, Optional.of(editedAt)));
    }

    private Versioned titled(long version) {
        return new ChatEvent.ChatRetitled(test.chatId, version(version), test.chat());
    }

    private Message message(long version, long id, Instant sentAt, Optional<Instant> editedAt) {
        return new Message(
                new MessageId(id),
                test.chatId,
                test.alice,
                Optional.empty(),
                sentAt,
                false,
                version(version),
                Optional.empty(),
                editedAt,
                Optional.empty());
    }
}
