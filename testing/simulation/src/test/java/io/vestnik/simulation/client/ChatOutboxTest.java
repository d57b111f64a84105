package io.vestnik.simulation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The rules of "After a refusal" in `docs/protocol.md`.
class ChatOutboxTest implements ChatOutbox.Sending {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final SendMessage.Outcome REFUSED = new SendMessage.Outcome.TooFast(PAUSE);
    private final List<ChatOutbox.Pending> sent = new ArrayList<>();
    private long now;
    private final ChatOutbox outbox = new ChatOutbox(new ChatId(new UUID(1, 1)), () -> now());

    private long now() {
        return now;
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void send(ChatOutbox from, ChatOutbox.Pending message) {
        sent.add(message);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            outbox.add(new MessageKey(new UUID(2, i)), new MessageText("text"), Optional.empty());
        }
    }

    private List<ChatOutbox.Pending> pump() {
        sent.clear();
        Optional<Duration> unused = outbox.pump(this);
        return List.copyOf(sent);
    }

    private void refuseForGood(ChatOutbox.Pending message) {
        outbox.answered(message, new SendMessage.Outcome.Refused(Refusal.FORBIDDEN));
    }

    @Test
    void at_most_a_window_is_unanswered() {
        add(ChatOutbox.WINDOW_MAX + 10);
        List<ChatOutbox.Pending> first = pump();
        assertThat(first).hasSize(ChatOutbox.WINDOW_MAX);
        assertThat(pump()).isEmpty();
        refuseForGood(first.getFirst());
        assertThat(pump()).hasSize(1);
    }

    @Test
    void after_a_refusal_nothing_is_sent_until_all_are_answered_and_the_pause_is_over() {
        add(3);
        List<ChatOutbox.Pending> first = pump();
        outbox.answered(first.get(1), REFUSED);
        now += PAUSE.toNanos();
        assertThat(pump()).isEmpty();
        outbox.answered(first.get(2), REFUSED);
        refuseForGood(first.get(0));
        assertThat(outbox.pump(this)).contains(PAUSE);
        now += PAUSE.toNanos() - 1;
        assertThat(pump()).isEmpty();
        now += 1;
        assertThat(pump()).containsExactly(first.get(1));
        assertThat(pump()).isEmpty();
    }

    @Test
    void the_first_refused_message_is_repeated_alone_and_then_the_window_grows() {
        add(10);
        List<ChatOutbox.Pending> first = pump();
        first.forEach(message -> outbox.answered(message, REFUSED));
        now += PAUSE.toNanos();
        assertThat(pump()).containsExactly(first.get(0));
        outbox.answered(first.get(0), sent());
        assertThat(pump()).containsExactly(first.get(1), first.get(2));
        outbox.answered(first.get(1), sent());
        outbox.answered(first.get(2), sent());
        assertThat(pump()).hasSize(4);
    }

    private static SendMessage.Outcome sent() {
        Message message = new Message(
                new MessageId(1),
                new ChatId(new UUID(1, 1)),
                new UserId(new UUID(3, 1)),
                Optional.of(new MessageText("text")),
                Instant.EPOCH,
                false,
                ChatVersion.FIRST,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new SendMessage.Outcome.Sent(message);
    }

    @Test
    void a_message_that_was_refused_for_good_is_not_repeated() {
        add(2);
        List<ChatOutbox.Pending> first = pump();
        refuseForGood(first.get(0));
        outbox.answered(first.get(1), sent());
        assertThat(outbox.size()).isZero();
    }

    @Test
    void after_a_lost_connection_all_are_sent_again() {
        add(3);
        List<ChatOutbox.Pending> first = pump();
        outbox.answered(first.get(0), REFUSED);
        outbox.disconnected();
        assertThat(pump()).isEqualTo(first);
    }
}
