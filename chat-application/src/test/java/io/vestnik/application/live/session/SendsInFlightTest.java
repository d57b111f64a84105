package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Which sends of a connection wait for an answer.
final class SendsInFlightTest {
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final UserId alice = new UserId(UUID.randomUUID());
    private final SendsInFlight sends = new SendsInFlight();

    @Test
    void a_send_is_answered_once() {
        SendsInFlight.InFlight send = add(chat);
        assertThat(sends.isEmpty()).isFalse();
        assertThat(sends.contains(send)).isTrue();
        assertThat(sends.remove(send)).isTrue();
        assertThat(sends.remove(send)).isFalse();
        assertThat(sends.contains(send)).isFalse();
        assertThat(sends.isEmpty()).isTrue();
    }

    @Test
    void two_attempts_with_one_key_are_distinguished() {
        SendsInFlight.InFlight first = add(chat);
        SendsInFlight.InFlight second = add(chat);
        assertThat(sends.remove(second)).isTrue();
        assertThat(sends.contains(first)).isTrue();
        assertThat(first.number).isLessThan(second.number);
    }

    @Test
    void a_send_is_undecided_until_the_store_answers() {
        SendsInFlight.InFlight send = add(chat);
        SendsInFlight.InFlight elsewhere = add(new ChatId(UUID.randomUUID()));
        assertThat(sends.undecided(chat)).containsExactly(send.decided);
        send.decided.complete(null);
        assertThat(sends.undecided(chat)).isEmpty();
        assertThat(sends.contains(elsewhere)).isTrue();
    }

    private SendsInFlight.InFlight add(ChatId to) {
        MessageKey key = new MessageKey(new UUID(1, 1));
        return sends.add(
                new SendMessage.Command(to, alice, key, new MessageText("hi"), Optional.empty()), answer -> {});
    }
}
