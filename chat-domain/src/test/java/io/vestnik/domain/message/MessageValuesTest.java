package io.vestnik.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MessageValuesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final ChatHead HEAD =
            new ChatHead(new ChatId(new UUID(0, 1)), new ChatVersion(9), new MessageId(4), NOON, true);

    @Test
    void a_text_has_1_to_4096_code_points() {
        assertThat(new MessageText("𝄞".repeat(4096)).value()).hasSize(8192);
        assertThatThrownBy(() -> new MessageText("𝄞".repeat(4097))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new MessageText("")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void to_string_hides_the_text() {
        assertThat(new MessageText("secret")).hasToString("MessageText[6 chars]");
    }

    @Test
    void ids_start_before_the_first_message_and_count_up() {
        assertThat(MessageId.NONE.next()).isEqualTo(new MessageId(1));
        assertThat(MessageId.max(new MessageId(1), new MessageId(2))).isEqualTo(new MessageId(2));
        assertThat(MessageId.min(new MessageId(1), new MessageId(2))).isEqualTo(new MessageId(1));
        assertThat(new MessageId(1).isAfter(new MessageId(1))).isFalse();
        assertThatThrownBy(() -> new MessageId(-1)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_message_takes_the_next_id_the_next_version_and_the_time() {
        assertThat(HEAD.posted(NOON.plusMillis(5)))
                .isEqualTo(
                        new ChatHead(HEAD.chatId(), new ChatVersion(10), new MessageId(5), NOON.plusMillis(5), true));
    }

    @Test
    void law_1_sent_at_does_not_decrease_when_the_clock_is_set_back() {
        assertThat(HEAD.posted(NOON.minusSeconds(60)).lastSentAt()).isEqualTo(NOON);
    }

    @Test
    void an_edit_or_deletion_takes_a_version_and_no_id() {
        assertThat(HEAD.changed())
                .isEqualTo(new ChatHead(HEAD.chatId(), new ChatVersion(10), new MessageId(4), NOON, true));
    }

    @Test
    void the_hash_depends_on_the_text_and_on_the_replied_message() {
        ContentHash hash = ContentHash.of(new MessageText("hi"), Optional.empty());

        assertThat(ContentHash.of(new MessageText("hi"), Optional.empty())).isEqualTo(hash);
        assertThat(ContentHash.of(new MessageText("hi "), Optional.empty())).isNotEqualTo(hash);
        assertThat(ContentHash.of(new MessageText("hi"), Optional.of(new MessageId(1))))
                .isNotEqualTo(hash);
        assertThat(ContentHash.of(new MessageText("e\u0301"), Optional.empty()))
                .as("nothing is normalised")
                .isNotEqualTo(ContentHash.of(new MessageText("\u00e9"), Optional.empty()));
    }
}
