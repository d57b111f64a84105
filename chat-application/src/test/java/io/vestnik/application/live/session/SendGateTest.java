package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.SendLimit;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMessage.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SendGateTest {
    private static final ChatId CHAT = chat(1);
    private static final ChatId OTHER_CHAT = chat(2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now = Long.MAX_VALUE - 1_000;
    private final Permits permits = new Permits();
    private final SendGate gate = new SendGate(permits, () -> now);

    /// Reservations of permits that become due after the pauses that a test sets.
    private static final class Permits implements SendLimit.Reservations {
        final Map<ChatId, Duration> due = new HashMap<>();
        boolean closed;

        @Override
        public Optional<Duration> take(ChatId chatId) {
            return Optional.empty();
        }

        @Override
        public Duration reserve(ChatId chatId, Duration pauseMin) {
            Duration pause = due.getOrDefault(chatId, Duration.ZERO);
            return pause.compareTo(pauseMin) > 0 ? pause : pauseMin;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /// Notes the outcome of a send. If the outcome is a refusal, the client receives the refusal at once.
    private Outcome note(long number, SendMessage.Command command, Outcome outcome) {
        Outcome noted = gate.note(number, command, outcome);
        gate.fence(Runnable::run);
        return noted;
    }

    @Test
    void no_send_passes_after_a_refused_send_until_its_key_is_repeated() {
        assertThat(note(1, command(CHAT, 1), new Outcome.Unknown(SECOND))).isEqualTo(new Outcome.Unknown(SECOND));
        assertThat(gate.check(command(CHAT, 2))).contains(new Outcome.Unknown(SECOND));
        assertThat(gate.check(command(OTHER_CHAT, 3))).isEmpty();
        assertThat(gate.check(command(CHAT, 1))).isEmpty();
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    @Test
    void silence_for_the_pause_of_the_last_refusal_opens_the_gate() {
        note(1, command(CHAT, 1), new Outcome.TooFast(Duration.ofSeconds(3)));
        pass(Duration.ofMillis(1_200));
        assertThat(gate.check(command(CHAT, 2))).contains(new Outcome.TooFast(Duration.ofMillis(1_800)));
        pass(Duration.ofMillis(1_799));
        assertThat(gate.check(command(CHAT, 3))).contains(new Outcome.TooFast(SendLimit.PAUSE_MIN));
        pass(SendLimit.PAUSE_MIN.minusNanos(1));
        assertThat(gate.check(command(CHAT, 4)))
                .as("each refusal extends the time")
                .contains(new Outcome.TooFast(SendLimit.PAUSE_MIN));
        pass(SendLimit.PAUSE_MIN);
        assertThat(gate.check(command(CHAT, 5))).isEmpty();
        assertThat(gate.check(command(CHAT, 6))).isEmpty();
    }

    @Test
    void time_without_reading_does_not_count_as_silence() {
        note(1, command(CHAT, 1), new Outcome.TooFast(SECOND));
        pass(Duration.ofSeconds(10));
        gate.readingResumed();
        pass(SendLimit.PAUSE_MIN.minusNanos(1));
        assertThat(gate.check(command(CHAT, 2))).isPresent();
        gate.readingResumed();
        assertThat(gate.check(command(CHAT, 1))).as("the refused key opens it").isEmpty();
        assertThat(gate.check(command(CHAT, 3))).isEmpty();
    }

    @Test
    void time_opens_a_gate_only_after_its_fence_has_passed() {
        List<Runnable> fences = new ArrayList<>();
        gate.note(1, command(CHAT, 1), new Outcome.TooFast(SECOND));
        gate.fence(fences::add);
        gate.note(2, command(CHAT, 2), new Outcome.TooFast(SECOND));
        gate.fence(fences::add);
        assertThat(fences).as("one for each gate").hasSize(1);
        pass(Duration.ofSeconds(10));
        assertThat(gate.check(command(CHAT, 2))).isPresent();
        pass(Duration.ofSeconds(10));
        assertThat(gate.check(command(CHAT, 3))).isPresent();
        pass(Duration.ofSeconds(10));
        fences.getFirst().run();
        assertThat(gate.check(command(CHAT, 3))).as("sent a moment later").isPresent();
        pass(SECOND);
        assertThat(gate.check(command(CHAT, 3))).isEmpty();
        assertThat(gate.check(command(CHAT, 4))).isEmpty();
    }

    @Test
    void the_refused_key_opens_a_gate_whose_fence_has_not_passed() {
        gate.note(1, command(CHAT, 1), new Outcome.TooFast(SECOND));
        gate.fence(fence -> {});
        assertThat(gate.check(command(CHAT, 2))).isPresent();
        assertThat(gate.check(command(CHAT, 1))).isEmpty();
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    @Test
    void each_refusal_of_the_shared_gate_has_a_fence() {
        for (int i = 0; i < SendGate.CHATS_MAX; i++) {
            note(i, command(chat(i), i), new Outcome.TooFast(Duration.ofSeconds(100)));
        }
        List<Runnable> fences = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            gate.note(1_000, command(chat(1_000 + i), 1_000), new Outcome.TooFast(SECOND));
            gate.fence(fences::add);
        }
        assertThat(fences).as("one at a time").hasSize(1);
        fences.removeFirst().run();
        pass(Duration.ofSeconds(2));
        assertThat(gate.check(command(chat(1_001), 1_001))).isPresent();
        gate.fence(fences::add);
        fences.removeFirst().run();
        pass(Duration.ofSeconds(2));
        assertThat(gate.check(command(chat(1_001), 1_001)))
                .as("refused a moment ago")
                .isPresent();
        gate.fence(fences::add);
        fences.removeFirst().run();
        fences.removeFirst().run();
        assertThat(fences).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(gate.check(command(chat(1_001), 1_001))).isEmpty();
    }

    @Test
    void pipelined_sends_arriving_one_by_one_never_open_the_gate() {
        note(0, command(CHAT, 0), new Outcome.TooFast(Duration.ofMillis(9)));
        for (int key = 1; key < 64; key++) {
            pass(Duration.ofMillis(20));
            assertThat(gate.check(command(CHAT, key))).isPresent();
        }
        assertThat(gate.check(command(CHAT, 0))).isEmpty();
    }

    @Test
    void pauses_have_a_minimum_and_are_whole_milliseconds() {
        assertThat(note(1, command(CHAT, 1), new Outcome.TooFast(Duration.ofNanos(1))))
                .isEqualTo(new Outcome.TooFast(SendLimit.PAUSE_MIN));
        assertThat(note(2, command(OTHER_CHAT, 2), new Outcome.TooFast(Duration.ofNanos(1_700_000_001))))
                .isEqualTo(new Outcome.TooFast(Duration.ofMillis(1_701)));
    }

    @Test
    void every_refusal_lasts_until_the_reserved_permit_is_due() {
        permits.due.put(CHAT, Duration.ofSeconds(7));
        assertThat(note(1, command(CHAT, 1), new Outcome.Unknown(SECOND)))
                .isEqualTo(new Outcome.Unknown(Duration.ofSeconds(7)));
        pass(Duration.ofSeconds(2));
        permits.due.put(CHAT, Duration.ofSeconds(5));
        assertThat(gate.check(command(CHAT, 2))).contains(new Outcome.Unknown(Duration.ofSeconds(5)));
    }

    @Test
    void the_key_sent_first_opens_the_gate_even_if_answered_last() {
        note(7, command(CHAT, 7), new Outcome.TooFast(SECOND));
        note(8, command(CHAT, 8), new Outcome.TooFast(SECOND));
        assertThat(gate.check(command(CHAT, 8))).isPresent();
        note(3, command(CHAT, 3), new Outcome.Unknown(SECOND));
        assertThat(gate.check(command(CHAT, 7))).contains(new Outcome.Unknown(SECOND));
        assertThat(gate.check(command(CHAT, 3))).isEmpty();
        assertThat(gate.check(command(CHAT, 7))).isEmpty();
    }

    @Test
    void a_final_refusal_does_not_close_the_gate() {
        Outcome refused = new Outcome.Refused(Refusal.KEY_REUSED);
        assertThat(note(1, command(CHAT, 1), refused)).isEqualTo(refused);
        assertThat(gate.check(command(CHAT, 2))).isEmpty();
    }

    @Test
    void chats_beyond_the_bound_share_a_gate_that_time_opens() {
        for (int i = 0; i < SendGate.CHATS_MAX; i++) {
            note(i, command(chat(i), i), new Outcome.TooFast(Duration.ofSeconds(100)));
        }
        assertThat(gate.check(command(chat(1_000), 1_000)))
                .as("not one of them")
                .isEmpty();
        note(1_000, command(chat(1_000), 1_000), new Outcome.TooFast(Duration.ofSeconds(2)));
        assertThat(gate.check(command(chat(1_000), 1_000))).contains(new Outcome.TooFast(Duration.ofSeconds(2)));
        assertThat(gate.check(command(chat(1_001), 1_001))).isPresent();
        pass(Duration.ofSeconds(2));
        assertThat(gate.check(command(chat(1_001), 1_001))).isEmpty();
        assertThat(gate.check(command(chat(1), 1_002))).isPresent();
        assertThat(gate.check(command(chat(1), 1))).isEmpty();
    }

    @Test
    void gates_opened_by_time_make_room() {
        for (int i = 0; i < SendGate.CHATS_MAX; i++) {
            note(i, command(chat(i), i), new Outcome.TooFast(SECOND));
        }
        pass(SECOND);
        note(1_000, command(chat(1_000), 1_000), new Outcome.TooFast(SECOND));
        assertThat(gate.check(command(chat(1_001), 1_001))).isEmpty();
        assertThat(gate.check(command(chat(1_000), 1_001))).isPresent();
        assertThat(gate.check(command(chat(1_000), 1_000))).isEmpty();
    }

    @Test
    void closing_releases_the_reservations() {
        gate.close();
        assertThat(permits.closed).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static ChatId chat(long number) {
        return new ChatId(new UUID(1, number));
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
