package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.EventSink;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// A draining node answers every accepted call, and accepts no call that it would not answer.
abstract class LiveDrainingContract extends LiveContract {
    LiveDrainingContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void draining_answers_every_accepted_send_before_it_closes() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        List<CompletableFuture<SendMessage.Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(phone.send(chat, key(), "m" + i));
        }
        messenger.live().drain(PATIENCE);
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).hasSize(200);
        assertThat(phone.closeReason()).contains(EventSink.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void a_draining_node_accepts_no_call_that_it_would_not_answer() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        log.hold();
        CompletableFuture<SendMessage.Outcome> taken = phone.send(chat, key(), "taken");
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE));
        waitsUntilDrained(phone, chat);
        log.releaseWrites();
        assertThat(sent(taken).id()).isEqualTo(new MessageId(1));
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
        assertThat(phone.shown(SendMessage.Outcome.Sent.class))
                .as("everything stored was answered")
                .hasSize(history(chat, alice).size());
        assertThat(phone.closeReason()).contains(EventSink.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void draining_answers_every_accepted_read_before_it_closes() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        post(chat, alice, "hi");
        LiveClient.Connection phone = client(bob).connect();
        log.hold();
        CompletableFuture<Outcome<MessageId>> taken = phone.read(chat, new MessageId(1));
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE));
        waitsUntilDrained(phone, chat);
        log.releaseWrites();
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
        assertThat(taken).isCompletedWithValueMatching(outcome -> done(outcome).equals(new MessageId(1)));
        assertThat(phone.closeReason()).contains(EventSink.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void a_read_that_fails_at_once_does_not_delay_draining() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(bob).connect();
        log.failAll();
        CompletableFuture<Outcome<MessageId>> read = phone.read(chat, new MessageId(1));
        assertThatThrownBy(read::join).hasCauseInstanceOf(StoreUnavailableException.class);
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE.multipliedBy(2)));
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
    }

    /// Asserts that a draining node waits for its slow store, and refuses new calls meanwhile.
    private static void waitsUntilDrained(LiveClient.Connection phone, ChatId chat) {
        await().atMost(PATIENCE).until(() -> {
            CompletableFuture<SendMessage.Outcome> late = phone.send(chat, key(), "late");
            return late.isDone() && late.join() instanceof SendMessage.Outcome.Unknown;
        });
        assertThat(phone.closeReason()).isEmpty();
    }
}
