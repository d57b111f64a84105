package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMessage.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SendGateTest {
    private static final ChatId CHAT = new ChatId(new UUID(1, 1));
    private static final ChatId OTHER_CHAT = new ChatId(new UUID(1, 2));
    private Instant now = Instant.EPOCH;
    private final SendGate gate = new SendGate(() -> now);

    @Test
    void nothing_passes_behind_a_refused_send_until_its_key_is_repeated() {
        SendMessage.Command refused = command(CHAT, 1);
        gate.note(refused, new Outcome.Unknown());
        assertThat(gate.check(command(CHAT, 2))).contains(new Outcome.Unknown());
        assertThat(gate.check(command(OTHER_CHAT, 3))).isEmpty();
        assertThat(gate.check(refused)).isEmpty();
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    @Test
    void the_pause_that_is_left_is_told_and_when_it_has_passed_the_gate_is_open() {
        gate.note(command(CHAT, 1), new Outcome.TooFast(Duration.ofSeconds(2)));
        now = now.plusMillis(500);
        assertThat(gate.check(command(CHAT, 2))).contains(new Outcome.TooFast(Duration.ofMillis(1500)));
        now = now.plusMillis(1500);
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    @Test
    void the_first_refused_key_is_the_one_to_repeat() {
        gate.note(command(CHAT, 1), new Outcome.Unknown());
        gate.note(command(CHAT, 2), new Outcome.Unknown());
        assertThat(gate.check(command(CHAT, 2))).isPresent();
        assertThat(gate.check(command(CHAT, 1))).isEmpty();
    }

    @Test
    void a_final_answer_closes_nothing() {
        gate.note(command(CHAT, 1), new Outcome.Refused(Refusal.KEY_REUSED));
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    private static SendMessage.Command command(ChatId chat, long key) {
        return new SendMessage.Command(
                chat,
                new UserId(new UUID(2, 2)),
                new MessageKey(new UUID(3, key)),
                new MessageText("hi"),
                Optional.empty());
    }
}
