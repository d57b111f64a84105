package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResilientClientTest {
    private static final UUID ALICE = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);
    private static final Duration FLOOD_PAUSE = Duration.ofMillis(400);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Transport transport = Transport.create();
    private final List<Anomaly> broken = new CopyOnWriteArrayList<>();
    private final List<ClientListener.State> states = new CopyOnWriteArrayList<>();
    private ScriptedServer server;
    private ResilientClient alice;

    @BeforeEach
    void start() {
        server = new ScriptedServer();
        alice = connect(Instant.now().plusSeconds(900));
        awaitSettled();
    }

    @AfterEach
    void stop() {
        alice.close();
        server.close();
        transport.http().close();
    }

    @Test
    void others_messages_are_in_the_view_and_own_ones_acknowledged() {
        server.post(BOB, "hi");
        Message mine = alice.send(ScriptedServer.CHAT, "hello").join();

        assertThat(mine.id()).isEqualTo(2);
        awaitSameAsHistory();
        assertThat(broken).isEmpty();
    }

    @Test
    void a_send_with_a_lost_answer_is_retried_and_stored_once() {
        server.loseAnswers(2);

        Message stored = alice.send(ScriptedServer.CHAT, "once").join();

        assertThat(stored.id()).isEqualTo(1);
        assertThat(server.history()).extracting(Message::text).containsExactly("once");
        awaitSameAsHistory();
    }

    @Test
    void an_answer_after_the_removal_leaves_no_chat_behind() {
        server.post(BOB, "before");
        awaitSameAsHistory();
        server.removeBeforeAnswer();

        Message stored = alice.send(ScriptedServer.CHAT, "the last one").join();

        assertThat(stored.id()).isEqualTo(2);
        assertThat(alice.chats()).isEmpty();
    }

    @Test
    void cuts_at_any_moment_lose_duplicate_and_reorder_nothing() {
        Random random = new Random(42);
        List<CompletableFuture<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sends.add(alice.send(ScriptedServer.CHAT, "a" + i));
            server.post(BOB, "b" + i);
            if (random.nextInt(12) == 0) {
                alice.cut();
            }
            if (random.nextInt(30) == 0) {
                server.loseAnswers(1);
            }
        }

        assertThat(CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
        awaitSameAsHistory();
        assertThat(server.history().stream().filter(message -> ALICE.equals(message.senderId())))
                .extracting(Message::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, 300).mapToObj(i -> "a" + i).toList());
        assertThat(broken).isEmpty();
    }

    @Test
    void a_reconnect_resumes_from_the_cursors() {
        server.post(BOB, "before");
        awaitSameAsHistory();
        alice.cut();
        server.post(BOB, "meanwhile");

        awaitSameAsHistory();
        assertThat(server.hellos().getLast()).contains("\"since\":{\"" + ScriptedServer.CHAT + "\":[1,0,0]}");
    }

    @Test
    void after_a_gap_the_chat_is_reloaded() {
        server.post(BOB, "before");
        awaitSameAsHistory();
        server.answerResumesWithGap();
        alice.cut();
        IntStream.range(0, 20).forEach(i -> server.post(BOB, "meanwhile " + i));

        awaitSameAsHistory();
    }

    @Test
    void a_chat_is_loaded_after_a_short_interruption_of_membership() {
        server.answerResumesWithGap();
        server.hideChat(2);
        alice.cut();
        server.post(BOB, "meanwhile");

        awaitSameAsHistory();
    }

    @Test
    void an_omitted_version_is_reported_and_fetched() {
        server.postUnheard(BOB, "unheard");
        server.post(BOB, "heard");

        awaitSameAsHistory();
        assertThat(broken).containsExactly(new Anomaly(Anomaly.Kind.HOLE, ScriptedServer.CHAT, 2, 1));
    }

    @Test
    void another_epoch_invalidates_the_cursors() {
        server.post(BOB, "of the first epoch");
        awaitSameAsHistory();
        server.restoreFromNothing();
        server.post(BOB, "of the second");
        alice.cut();

        awaitSameAsHistory();
        assertThat(server.hellos().getLast()).contains("\"since\":{}");
    }

    @Test
    void temporarily_refused_sends_are_retried_in_order() {
        server.refuseSends(2);

        List<CompletableFuture<Message>> sends = IntStream.range(0, 2)
                .mapToObj(i -> alice.send(ScriptedServer.CHAT, "m" + i))
                .toList();

        sends.forEach(CompletableFuture::join);
        assertThat(server.history()).extracting(Message::text).containsExactly("m0", "m1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1011, 4000, 4002, 4003, 4499})
    void after_most_close_codes_the_client_reconnects(int code) {
        server.closeAll(code);

        await().atMost(SOON).until(() -> server.hellos().size() >= 2);
        awaitSettled();
        assertThat(server.refreshes).isEmpty();
    }

    @Test
    void after_an_expired_token_the_client_refreshes_first() {
        server.closeAll(Closed.TOKEN_EXPIRED);

        await().atMost(SOON).until(() -> server.hellos().size() >= 2);
        assertThat(server.refreshes).hasSize(1);
        assertThat(server.hellos().getLast()).contains(ALICE + ".1");
    }

    @Test
    void after_flooding_the_client_pauses_then_sends_waiting_messages() {
        long closed = System.nanoTime();
        server.closeAll(Closed.FLOODING);
        await().atMost(SOON).until(() -> alice.state() instanceof ClientListener.State.Offline);

        assertThat(alice.send(ScriptedServer.CHAT, "patient")).succeedsWithin(SOON);

        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThanOrEqualTo(FLOOD_PAUSE);
        assertThat(server.hellos()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {4500, 4501, 4502, 4504, 4999})
    void after_a_final_close_code_the_client_stops_with_the_reason(int code) throws Exception {
        server.closeAll(code);

        assertThat(alice.stopped().get(20, TimeUnit.SECONDS).why()).startsWith(Integer.toString(code));
        assertThat(alice.send(ScriptedServer.CHAT, "too late")).isCompletedExceptionally();
        assertThat(server.hellos()).hasSize(1);
    }

    @Test
    void a_token_is_renewed_in_band_before_it_expires() {
        alice.close();
        alice = connect(Instant.now().plusMillis(1500));

        await().atMost(SOON).until(() -> !server.refreshes.isEmpty());
        awaitSettled();
        assertThat(server.hellos()).as("it did not have to reconnect").hasSize(2);
    }

    @Test
    void a_read_while_offline_is_sent_after_the_reconnect() {
        server.post(BOB, "hi");
        awaitSameAsHistory();
        alice.cut();

        alice.read(ScriptedServer.CHAT, 1);

        awaitSettled();
        assertThat(view().readUpTo()).isEqualTo(1);
        assertThat(view().unread()).isZero();
    }

    private ResilientClient connect(Instant expires) {
        return ResilientClient.start(
                server.address(),
                transport,
                ScriptedServer.session(ALICE, expires),
                Options.usual()
                        .pauses(Duration.ofMillis(5), Duration.ofMillis(50))
                        .pauseFlooded(FLOOD_PAUSE),
                new ClientListener() {
                    @Override
                    public void broken(Anomaly anomaly) {
                        broken.add(anomaly);
                    }

                    @Override
                    public void state(State state) {
                        states.add(state);
                    }
                });
    }

    private ChatView view() {
        return Objects.requireNonNull(alice.chat(ScriptedServer.CHAT), "no view");
    }

    private void awaitSettled() {
        await().atMost(SOON).until(alice::isSettled);
    }

    private void awaitSameAsHistory() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(alice.isSettled()).as("settled; %s", states).isTrue();
            assertThat(view().messages()).isEqualTo(server.history());
        });
    }
}
