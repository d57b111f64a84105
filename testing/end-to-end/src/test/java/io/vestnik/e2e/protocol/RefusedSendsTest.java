package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.SendLimit;
import io.vestnik.application.limit.Limits;
import io.vestnik.client.ClientListener;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.contracts.CallGate;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sends of one connection to one chat take effect in the order in which they were sent, even if some are refused and
/// repeated (law L9). A client that waits for the end of each pause is served and never closed.
class RefusedSendsTest {
    private static final int[] WINDOWS = {1, 16, 64, 256};
    private static final int MESSAGES = 500;

    private static final int SIX_HUNDRED = 600;

    /// The maximum time for 600 sends. The default limit allows 100 sends in a burst and 50 a second, so 600 sends take
    /// at least 10 s. With the pauses of the clients, 15 s are enough on an idle machine. The rest is for tests that
    /// run at the same time.
    private static final Duration SIX_HUNDRED_WITHIN = Duration.ofSeconds(20);

    /// One run: connections of one user, each of which sends a number of messages to each of its chats.
    ///
    /// @param chatsEach the number of chats of each connection. The connections take the chats in order, and begin
    ///     again with the first chat when no chat is left
    private record Run(int connections, int window, int chats, int chatsEach, int messages) {
        Run(int connections, int window, int chats, int messages) {
            this(connections, window, chats, chats, messages);
        }

        List<String> chatsOf(int connection, List<String> all) {
            return IntStream.range(0, chatsEach)
                    .mapToObj(i -> all.get((connection * chatsEach + i) % all.size()))
                    .toList();
        }
    }

    @Test
    void sends_refused_by_rate_are_stored_in_order_after_one_pause() throws Exception {
        try (LocalServer server = LocalServer.start(limited(100))) {
            List<Run> runs = new ArrayList<>();
            for (int window : WINDOWS) {
                runs.add(new Run(1, window, 1, MESSAGES));
                runs.add(new Run(1, window, 20, MESSAGES / 20));
            }
            runs.add(new Run(4, 64, 5, MESSAGES / 20));
            List<Integer> refusals = new ArrayList<>();
            List<Integer> refusedAfterPause = new ArrayList<>();
            run(server, runs).forEach(sender -> {
                refusals.add(sender.refusals());
                refusedAfterPause.add(sender.refusedAfterPause());
            });
            // With a window of one, the client may be slower than the limit, so not every run is refused.
            assertThat(refusals).as("the limit was reached").anyMatch(count -> count > 0);
            assertThat(refusedAfterPause).as("a sender that waited was served").containsOnly(0);
        }
    }

    @Test
    void six_hundred_sends_take_little_more_than_the_default_limit_requires() throws Exception {
        try (LocalServer server =
                LocalServer.start(ProtocolTest.setup(Setup.Store.POSTGRES).limits(Limits.DEFAULT))) {
            long began = System.nanoTime();
            // The runs take place at the same time, since each user has a limit of their own.
            CompletableFuture<Void> javaClient = CompletableFuture.runAsync(
                    () -> javaClientSendsSixHundred(server),
                    task -> Thread.ofVirtual().start(task));
            run(
                    server,
                    List.of(new Run(1, 16, 1, SIX_HUNDRED), new Run(1, 64, 1, SIX_HUNDRED), new Run(1, 64, 20, 30)));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SIX_HUNDRED_WITHIN);
            javaClient.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void at_one_send_a_second_every_chat_is_served_at_the_first_repeat() throws Exception {
        try (LocalServer server = LocalServer.start(limited(1))) {
            long began = System.nanoTime();
            List<ObedientSender> senders = run(server, List.of(new Run(4, 64, 20, 6, 1)));
            assertThat(senders).extracting(ObedientSender::refusedAfterPause).containsOnly(0);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(40));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sends_refused_by_the_store_are_stored_in_order(FlakyLog.Failure failure) throws Exception {
        try (LocalServer server =
                LocalServer.start(ProtocolTest.setup(Setup.Store.MEMORY).log(log -> new FlakyLog(log, failure, 100)))) {
            List<Run> runs = new ArrayList<>();
            // Each failure costs the chat a pause of a second.
            int messages = MESSAGES / 5;
            for (int window : WINDOWS) {
                runs.add(new Run(1, window, 1, messages));
                runs.add(new Run(1, window, 20, messages / 20));
            }
            runs.add(new Run(4, 64, 5, messages / 5));
            assertThat(run(server, runs).stream()
                            .mapToInt(ObedientSender::refusals)
                            .sum())
                    .isPositive();
        }
    }

    @Test
    void sends_unread_during_a_stall_do_not_overtake_a_refused_send() {
        CallGate gate = new CallGate();
        gate.close();
        try (LocalServer server = LocalServer.start(ProtocolTest.setup(Setup.Store.MEMORY)
                .log(log ->
                        firstFailsOthersWait(log, new StoreUnavailableException("the connection was lost"), gate)))) {
            Actor user = Actor.registers(server, "Sender");
            String chat = user.founds();
            String busy = user.founds();
            Line line = user.connects();
            String first = UUID.randomUUID().toString();
            String second = UUID.randomUUID().toString();
            int refused = send(line, chat, first, "first");
            // These requests together have more bytes than a connection may have in unanswered requests. Therefore the
            // server does not read the last of them until the gate opens.
            for (int i = 0; i < 40; i++) {
                send(line, busy, UUID.randomUUID().toString(), "😀".repeat(4_096));
            }
            int behind = send(line, chat, second, "second");
            assertThat(line.answer(refused).path("retryable").asBoolean()).isTrue();
            await().during(SendLimit.PAUSE_MIN.plusMillis(500))
                    .atMost(SendLimit.PAUSE_MIN.multipliedBy(10))
                    .until(() -> line.rest().isEmpty());
            gate.open();
            assertThat(line.answer(behind).path("code").asText()).isEqualTo("unavailable");
            assertThat(line.answer(send(line, chat, first, "first"))
                            .path("type")
                            .asText())
                    .isEqualTo("sent");
            assertThat(line.answer(send(line, chat, second, "second"))
                            .path("type")
                            .asText())
                    .isEqualTo("sent");
        }
    }

    @Test
    void an_http_send_does_not_open_a_closed_gate() {
        try (LocalServer server = LocalServer.start(ProtocolTest.setup(Setup.Store.MEMORY)
                .log(log -> firstFails(log, new StoreUnavailableException("the connection was lost"))))) {
            Actor user = Actor.registers(server, "Sender");
            String chat = user.founds();
            Line line = user.connects();
            String first = UUID.randomUUID().toString();
            String second = UUID.randomUUID().toString();
            assertThat(code(line, chat, first, "first")).isEqualTo("unavailable");

            user.post(
                            "/chats/" + chat + "/messages",
                            "{\"text\":\"over HTTP\"}",
                            UUID.randomUUID().toString())
                    .expect(201);
            assertThat(code(line, chat, second, "second")).isEqualTo("unavailable");
            assertThat(code(line, chat, first, "first")).isEmpty();
            assertThat(code(line, chat, second, "second")).isEmpty();
        }
    }

    @Test
    void a_refused_http_send_does_not_close_the_gate() {
        try (LocalServer server = LocalServer.start(ProtocolTest.setup(Setup.Store.MEMORY)
                .log(log -> firstFails(log, new StoreOverloadedException("full", Duration.ofSeconds(30)))))) {
            Actor user = Actor.registers(server, "Sender");
            String chat = user.founds();
            Line line = user.connects();

            assertThat(user.post("/chats/" + chat + "/messages", "{\"text\":\"over HTTP\"}")
                            .verdict())
                    .isEqualTo("429 rate_limited");
            assertThat(code(line, chat, UUID.randomUUID().toString(), "over WebSocket"))
                    .isEmpty();
        }
    }

    /// Sends a message and waits for the answer.
    ///
    /// @return the code of the refusal; empty if the message is stored
    private static String code(Line line, String chat, String key, String text) {
        return line.answer(send(line, chat, key, text)).path("code").asText();
    }

    private static void javaClientSendsSixHundred(LocalServer server) {
        Transport transport = Transport.create();
        VestnikApi api = VestnikApi.at(server.address(), transport);
        Session session = api.register("Sender", "sender@example.org", "correct horse", "laptop");
        UUID chat = api.as(session)
                .createGroup("Sunday hike", List.of(), UUID.randomUUID())
                .chat()
                .id();
        List<String> texts =
                IntStream.range(0, SIX_HUNDRED).mapToObj(i -> "message " + i).toList();
        try (ResilientClient client =
                ResilientClient.start(server.address(), transport, session, Options.usual(), ClientListener.NONE)) {
            long began = System.nanoTime();
            List<CompletableFuture<Message>> sends =
                    texts.stream().map(text -> client.send(chat, text)).toList();
            sends.forEach(send -> send.orTimeout(1, TimeUnit.MINUTES).join());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SIX_HUNDRED_WITHIN);
        }
        List<String> stored = new ArrayList<>();
        for (int offset = 0; offset < SIX_HUNDRED; offset += 200) {
            api.as(session).history(chat, 200, offset).items().forEach(message -> stored.add(message.text()));
        }
        assertThat(stored).isEqualTo(texts);
    }

    private static int send(Line line, String chat, String key, String text) {
        return line.requests("send", "'chatId':'%s','key':'%s','text':'%s'", chat, key, text);
    }

    private static MessageLog firstFails(MessageLog log, RuntimeException failure) {
        return firstFailsOthersWait(log, failure, new CallGate());
    }

    /// A log whose first append fails. Later appends wait while `gate` is closed.
    private static MessageLog firstFailsOthersWait(MessageLog log, RuntimeException failure, CallGate gate) {
        AtomicBoolean failed = new AtomicBoolean();
        return (MessageLog) Proxy.newProxyInstance(
                MessageLog.class.getClassLoader(), new Class<?>[] {MessageLog.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("append")) {
                        return method.invoke(log, arguments);
                    }
                    Draft draft = (Draft) arguments[0];
                    return failed.compareAndSet(false, true)
                            ? CompletableFuture.failedStage(failure)
                            : gate.pass().thenCompose(now -> log.append(draft));
                });
    }

    private static Setup limited(int sendsPerSecond) {
        return ProtocolTest.setup(Setup.Store.MEMORY)
                .limits(new Limits(200, sendsPerSecond, 0, 0, 0, 0, 0, 32, 64, 1 << 20));
    }

    /// Executes the runs concurrently, each with its own user, and compares the histories with the sent texts.
    private static List<ObedientSender> run(LocalServer server, List<Run> runs) throws Exception {
        List<Callable<ObedientSender>> senders = new ArrayList<>();
        Map<String, Actor> readers = new LinkedHashMap<>();
        Map<String, Map<String, List<String>>> expected = new LinkedHashMap<>();
        for (Run run : runs) {
            Actor user = Actor.registers(server, "Sender");
            List<String> chats =
                    IntStream.range(0, run.chats).mapToObj(i -> user.founds()).toList();
            for (int connection = 0; connection < run.connections; connection++) {
                String name = "c" + connection;
                List<String> texts = IntStream.range(0, run.messages)
                        .mapToObj(i -> name + ":" + i)
                        .toList();
                ObedientSender sender = new ObedientSender(user.connects(), run.window);
                for (String chat : run.chatsOf(connection, chats)) {
                    sender.to(chat, texts);
                    readers.put(chat, user);
                    expected.computeIfAbsent(chat, k -> new LinkedHashMap<>()).put(name, texts);
                }
                senders.add(sender::run);
            }
        }
        List<ObedientSender> done = ChatsTest.atOnce(senders);
        expected.forEach(
                (chat, texts) -> assertThat(ObedientSender.history(Objects.requireNonNull(readers.get(chat)), chat))
                        .isEqualTo(texts));
        return done;
    }
}
