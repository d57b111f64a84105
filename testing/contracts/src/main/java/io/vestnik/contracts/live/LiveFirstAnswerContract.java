package io.vestnik.contracts.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMessage.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Among all attempts with one key, exactly one is answered as the first (law L2). If that attempt was made over a
/// connection, the connection receives the answer in place of the message's event (law L4).
abstract class LiveFirstAnswerContract extends LiveContract {
    private static final int CONNECTIONS = 8;

    LiveFirstAnswerContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void exactly_one_concurrent_attempt_gets_the_first_answer_L2() throws Exception {
        startAllowing(CONNECTIONS);
        ChatId chat = direct(alice, bob);
        List<LiveClient> clients = clients();
        List<LiveClient.Connection> connections =
                clients.stream().map(LiveClient::connect).toList();
        for (int round = 1; round <= 100; round++) {
            List<Outcome> outcomes = atOnce(attempts(chat, connections, "same", "same"));
            assertThat(outcomes).filteredOn(Outcome.Sent.class::isInstance).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(Outcome.Duplicate.class::isInstance)
                    .hasSize(outcomes.size() - 1)
                    .extracting(duplicate ->
                            ((Outcome.Duplicate) duplicate).message().id())
                    .containsOnly(new MessageId(round));
        }
        clients.forEach(client -> assertThat(client.breaches()).isEmpty());
    }

    @Test
    void of_two_contents_with_one_key_one_is_refused_L2() throws Exception {
        startAllowing(CONNECTIONS);
        ChatId chat = direct(alice, bob);
        List<LiveClient> clients = clients();
        List<LiveClient.Connection> connections =
                clients.stream().map(LiveClient::connect).toList();
        for (int round = 1; round <= 100; round++) {
            List<Outcome> outcomes = atOnce(attempts(chat, connections, "one", "other"));
            Message stored = requireNonNull(history(chat, alice).get((long) round));
            boolean one = stored.text().equals(Optional.of(new MessageText("one")));
            for (int i = 0; i < outcomes.size(); i++) {
                if (one == (i % 2 == 0)) {
                    assertThat(outcomes.get(i)).isInstanceOfAny(Outcome.Sent.class, Outcome.Duplicate.class);
                } else {
                    assertThat(outcomes.get(i)).isEqualTo(new Outcome.Refused(Refusal.KEY_REUSED));
                }
            }
            assertThat(outcomes).filteredOn(Outcome.Sent.class::isInstance).hasSize(1);
        }
        clients.forEach(client -> assertThat(client.breaches()).isEmpty());
    }

    @Test
    void a_repeat_on_one_connection_is_answered_after_the_first_attempt() {
        ChatId chat = direct(alice, bob);
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        for (int round = 1; round <= 50; round++) {
            MessageKey key = key();
            CompletableFuture<Outcome> first = connection.send(chat, key, "same");
            CompletableFuture<Outcome> repeat = connection.send(chat, key, "same");
            CompletableFuture<Outcome> other = connection.send(chat, key, "other");
            assertThat(sent(first).id()).isEqualTo(new MessageId(round));
            assertThat(answer(repeat)).isInstanceOf(Outcome.Duplicate.class);
            assertThat(answer(other)).isEqualTo(new Outcome.Refused(Refusal.KEY_REUSED));
        }
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void a_lost_notification_does_not_change_the_first_answer_or_its_place_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        lose(100, 0);
        assertThat(sent(connection.send(chat, key(), "lost")).id()).isEqualTo(new MessageId(1));
        lose(0, 0);
        sent(connection.send(chat, key(), "next"));
        assertThat(connection.shown(LiveEvent.MessageState.class)).isEmpty();
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void a_repair_before_the_answer_does_not_change_the_first_answer_L4() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        log.holdAnswers();
        lose(100, 0);
        CompletableFuture<Outcome> send = connection.send(chat, key(), "stored, not answered");
        await().atMost(PATIENCE).until(() -> history(chat, alice).size() == 1);
        lose(0, 0);
        CompletableFuture<?> behind = messenger
                .messaging()
                .send()
                .send(new SendMessage.Command(chat, bob, key(), new MessageText("behind"), Optional.empty()))
                .toCompletableFuture();
        await().atMost(PATIENCE).until(() -> repairs.sum() > 0);
        log.releaseAnswers();
        assertThat(sent(send).id()).isEqualTo(new MessageId(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("behind"));
        behind.join();
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void an_answer_that_has_lost_its_place_closes_the_connection_L4() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        log.holdAnswers();
        MessageKey key = key();
        CompletableFuture<Outcome> send = connection.send(chat, key, "delivered before it is answered");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(1));
        log.releaseAnswers();
        await().atMost(PATIENCE)
                .until(() -> connection.closeReason().equals(Optional.of(EventSink.CloseReason.RESUME)));
        assertThat(send).isNotDone();
        assertThat(answer(phone.connect().send(chat, key, "delivered before it is answered")))
                .isInstanceOf(Outcome.Duplicate.class);
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void a_message_edited_before_its_lost_event_is_repaired_is_answered_at_its_place_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        lose(100, 0);
        CompletableFuture<Outcome> send = connection.send(chat, key(), "first");
        await().atMost(PATIENCE).until(() -> history(chat, alice).size() == 1);
        edit(requireNonNull(history(chat, alice).get(1L)), "edited");
        lose(0, 0);
        assertThat(sent(send).text()).contains(new MessageText("first"));
        post(chat, bob, "next");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).endsWith("edited", "next"));
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void a_duplicate_is_answered_after_the_late_event_of_its_message_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient laptop = client(alice);
        LiveClient.Connection connection = laptop.connect();
        lose(100, 0);
        MessageKey key = key();
        SendMessage.Command command =
                new SendMessage.Command(chat, alice, key, new MessageText("over HTTP"), Optional.empty());
        sent(messenger.messaging().send().send(command).toCompletableFuture());
        assertThat(answer(connection.send(chat, key, "over HTTP"))).isInstanceOf(Outcome.Duplicate.class);
        assertThat(texts(connection)).containsExactly("over HTTP");
        assertThat(laptop.breaches()).isEmpty();
    }

    @Test
    void a_send_to_a_chat_with_a_lost_opening_is_answered_after_it_L4() {
        startAgainWithoutComparing();
        LiveClient phone = client(alice);
        LiveClient.Connection connection = phone.connect();
        lose(100, 0);
        ChatId chat = direct(alice, bob);
        lose(0, 0);
        sent(connection.send(chat, key(), "first"));
        assertThat(connection.shown(LiveEvent.ChatEntry.class))
                .extracting(LiveEvent.ChatEntry::chatId)
                .containsExactly(chat);
        sent(connection.send(chat, key(), "next"));
        assertThat(phone.breaches()).isEmpty();
    }

    @Test
    void a_faulty_bus_does_not_duplicate_the_first_answer_L2() throws Exception {
        startAllowing(CONNECTIONS);
        ChatId chat = group(alice, bob, carol);
        List<LiveClient> clients = clients();
        List<LiveClient.Connection> connections =
                clients.stream().map(LiveClient::connect).toList();
        lose(20, 20);
        for (int round = 1; round <= 20; round++) {
            List<Outcome> outcomes = atOnce(attempts(chat, connections, "same", "same"));
            assertThat(outcomes)
                    .as("seed %d", seed)
                    .filteredOn(Outcome.Sent.class::isInstance)
                    .hasSize(1);
        }
        clients.forEach(
                client -> assertThat(client.breaches()).as("seed %d", seed).isEmpty());
    }

    private List<LiveClient> clients() {
        List<LiveClient> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(client(alice));
        }
        return clients;
    }

    /// Makes concurrent attempts with one new key: one attempt on each connection, and the same number of attempts
    /// without a connection. The attempts use the two texts in turn.
    private List<Callable<CompletableFuture<Outcome>>> attempts(
            ChatId chat, List<LiveClient.Connection> connections, String even, String odd) {
        MessageKey key = key();
        List<Callable<CompletableFuture<Outcome>>> attempts = new ArrayList<>();
        for (LiveClient.Connection connection : connections) {
            String onSocket = attempts.size() % 2 == 0 ? even : odd;
            attempts.add(() -> connection.send(chat, key, onSocket));
            String overHttp = attempts.size() % 2 == 0 ? even : odd;
            attempts.add(() -> messenger
                    .messaging()
                    .send()
                    .send(new SendMessage.Command(chat, alice, key, new MessageText(overHttp), Optional.empty()))
                    .toCompletableFuture());
        }
        return attempts;
    }

    private static List<Outcome> atOnce(List<Callable<CompletableFuture<Outcome>>> attempts) throws Exception {
        CyclicBarrier start = new CyclicBarrier(attempts.size());
        List<Outcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> all = new ArrayList<>();
            for (Callable<CompletableFuture<Outcome>> attempt : attempts) {
                all.add(threads.submit(() -> {
                    start.await();
                    return answer(attempt.call());
                }));
            }
            for (Future<Outcome> each : all) {
                outcomes.add(each.get());
            }
        }
        return outcomes;
    }
}
