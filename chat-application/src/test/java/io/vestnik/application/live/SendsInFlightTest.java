package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Attempt;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which event answers which send.
final class SendsInFlightTest {
    private static final Instant SENT_AT = Instant.parse("2026-11-22T18:00:00Z");
    private static final long NOW = Duration.ofHours(1).toNanos();
    private static final long OVERDUE = SendsInFlight.OVERDUE_AFTER.toNanos();

    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final UserId alice = new UserId(UUID.randomUUID());
    private final SendsInFlight sends = new SendsInFlight();

    @Test
    void a_send_becomes_overdue_after_it_was_stored() {
        SendsInFlight.InFlight send = add(chat);
        assertThat(sends.overdue(NOW + 100 * OVERDUE)).isEmpty();
        sends.stored(send, message(1), NOW);
        assertThat(sends.overdue(NOW + OVERDUE - 1)).isEmpty();
        assertThat(sends.overdue(NOW + OVERDUE)).containsExactly(send);
        assertThat(sends.remove(send)).isTrue();
        assertThat(sends.isEmpty()).isTrue();
        assertThat(sends.overdue(NOW + 100 * OVERDUE)).isEmpty();
    }

    @Test
    void a_stored_send_is_found_by_its_message_until_it_is_answered() {
        SendsInFlight.InFlight first = add(chat);
        SendsInFlight.InFlight second = add(chat);
        sends.stored(first, message(1), NOW);
        sends.stored(second, message(2), NOW);
        assertThat(sends.take(first.attempt)).contains(first);
        assertThat(sends.takeStored(chat, new MessageId(1))).isEmpty();
        assertThat(sends.takeStored(chat, new MessageId(2))).contains(second);
        assertThat(sends.takeStored(chat, new MessageId(2))).isEmpty();
        assertThat(sends.isEmpty()).isTrue();
    }

    @Test
    void two_attempts_with_one_key_are_distinguished() {
        MessageKey key = new MessageKey(UUID.randomUUID());
        SendsInFlight.InFlight first = add(chat, key);
        SendsInFlight.InFlight second = add(chat, key);
        assertThat(sends.take(second.attempt)).contains(second);
        assertThat(sends.take(second.attempt)).isEmpty();
        assertThat(sends.take(new Attempt())).isEmpty();
        assertThat(sends.take(first.attempt)).contains(first);
        assertThat(first.number).isLessThan(second.number);
    }

    @Test
    void a_snapshot_takes_the_stored_sends_it_contains_in_order() {
        SendsInFlight.InFlight second = add(chat);
        SendsInFlight.InFlight first = add(chat);
        SendsInFlight.InFlight later = add(chat);
        sends.stored(second, message(2), NOW);
        sends.stored(first, message(1), NOW);
        sends.stored(later, message(3), NOW);
        assertThat(sends.takeStoredUpTo(new ChatId(UUID.randomUUID()), new ChatVersion(9)))
                .isEmpty();
        assertThat(sends.takeStoredUpTo(chat, new ChatVersion(3))).containsExactly(first, second);
        assertThat(sends.takeStored(chat, new MessageId(3))).contains(later);
    }

    @Test
    void a_send_is_undecided_until_the_store_answers() {
        SendsInFlight.InFlight send = add(chat);
        add(new ChatId(UUID.randomUUID()));
        assertThat(sends.undecided(chat)).containsExactly(send.decided);
        send.decided.complete(null);
        assertThat(sends.undecided(chat)).isEmpty();
    }

    @Test
    void the_result_of_an_answered_send_is_not_kept() {
        SendsInFlight.InFlight send = add(chat);
        assertThat(sends.take(send.attempt)).contains(send);
        sends.stored(send, message(1), NOW);
        assertThat(sends.takeStored(chat, new MessageId(1))).isEmpty();
        assertThat(sends.overdue(NOW + 100 * OVERDUE)).isEmpty();
    }

    private SendsInFlight.InFlight add(ChatId to) {
        return add(to, new MessageKey(UUID.randomUUID()));
    }

    private SendsInFlight.InFlight add(ChatId to, MessageKey key) {
        return sends.add(
                new SendMessage.Command(to, alice, key, new MessageText("hi"), Optional.empty()), answer -> {});
    }

    private Message message(int id) {
        return new Message(
                new MessageId(id),
                chat,
                alice,
                Optional.of(new MessageText("hi")),
                SENT_AT,
                false,
                new ChatVersion(id + 1L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
