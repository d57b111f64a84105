package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Who answers a send: the feed, or at last whoever looks for what the feed has not shown.
final class SendsInFlightTest {
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final UserId alice = new UserId(UUID.randomUUID());
    private final SendsInFlight sends = new SendsInFlight();

    @Test
    void a_send_is_late_when_it_has_been_stored_for_long_however_long_the_store_took() {
        SendsInFlight.InFlight send = add();
        assertThat(sends.overdue(NOW.plusSeconds(100))).isEmpty();
        sends.stored(send, message(1), NOW);
        assertThat(sends.overdue(NOW)).isEmpty();
        assertThat(sends.overdue(NOW.plusMillis(1))).containsExactly(send);
        assertThat(sends.isEmpty()).isTrue();
        assertThat(sends.overdue(NOW.plusSeconds(100))).isEmpty();
    }

    @Test
    void a_stored_send_is_found_by_its_message_until_it_is_answered() {
        SendsInFlight.InFlight first = add();
        SendsInFlight.InFlight second = add();
        sends.stored(first, message(1), NOW);
        sends.stored(second, message(2), NOW);
        assertThat(sends.shown(chat, first.command.key())).contains(first);
        assertThat(sends.shown(chat, new MessageId(1))).isEmpty();
        assertThat(sends.shown(chat, new MessageId(2))).contains(second);
        assertThat(sends.shown(chat, new MessageId(2))).isEmpty();
        assertThat(sends.isEmpty()).isTrue();
    }

    @Test
    void what_the_store_says_of_an_answered_send_is_not_kept() {
        SendsInFlight.InFlight send = add();
        assertThat(sends.shown(chat, send.command.key())).contains(send);
        sends.stored(send, message(1), NOW);
        assertThat(sends.shown(chat, new MessageId(1))).isEmpty();
        assertThat(sends.overdue(NOW.plusSeconds(100))).isEmpty();
    }

    private SendsInFlight.InFlight add() {
        return sends.add(
                new SendMessage.Command(
                        chat, alice, new MessageKey(UUID.randomUUID()), new MessageText("hi"), Optional.empty()),
                answer -> {});
    }

    private Message message(int id) {
        return new Message(
                new MessageId(id),
                chat,
                alice,
                Optional.of(new MessageText("hi")),
                NOW,
                false,
                new ChatVersion(id + 1L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
