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
    void a_text_has_1_to_4096_characters_however_wide() {
        assertThat(new MessageText("𝄞".repeat(4096)).value()).hasSize(8192);
        assertThatThrownBy(() -> new MessageText("𝄞".repeat(4097))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new MessageText("")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_text_does_not_get_into_a_log_line() {
        assertThat(new MessageText("secret")).hasToString("MessageText[6 chars]");
    }

    @Test
    void places_count_up_from_before_the_first() {
        assertThat(MessageId.NONE.next()).isEqualTo(new MessageId(1));
        assertThat(MessageId.max(new MessageId(1), new MessageId(2))).isEqualTo(new MessageId(2));
        assertThat(MessageId.min(new MessageId(1), new MessageId(2))).isEqualTo(new MessageId(1));
        assertThat(new MessageId(1).isAfter(new MessageId(1))).isFalse();
        assertThatThrownBy(() -> new MessageId(-1)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_message_takes_the_next_id_and_version_at_the_time_shown() {
        assertThat(HEAD.posted(NOON.plusMillis(5)))
                .isEqualTo(
                        new ChatHead(HEAD.chatId(), new ChatVersion(10), new MessageId(5), NOON.plusMillis(5), true));
    }

    @Test
    void law_1_time_stands_still_when_the_clock_was_set_back() {
        assertThat(HEAD.posted(NOON.minusSeconds(60)).lastSentAt()).isEqualTo(NOON);
    }

    @Test
    void a_change_that_is_no_message_takes_a_version_and_nothing_else() {
        assertThat(HEAD.changed())
                .isEqualTo(new ChatHead(HEAD.chatId(), new ChatVersion(10), new MessageId(4), NOON, true));
    }

    @Test
    void content_is_told_apart_by_text_and_by_what_it_answers() {
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
