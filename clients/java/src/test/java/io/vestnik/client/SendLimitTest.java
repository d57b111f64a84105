package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.faults.FakePeer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests a client against a server with a send limit: no message is lost or reordered, and the client obeys the
/// protocol after a refusal.
class SendLimitTest {
    private static final UUID ALICE = new UUID(1, 1);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Transport transport = Transport.create();

    @AfterEach
    void stop() {
        transport.http().close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "16, 1", "64, 1", "256, 1", "1, 5", "16, 5", "64, 5", "256, 5", "64, 20"})
    void refused_sends_are_stored_in_order_and_the_first_is_retried_alone(int window, int chats) {
        try (LimitedPeer peer = new LimitedPeer(150, 30, Duration.ofMillis(2));
                ResilientClient client = connect(peer, window)) {
            int each = 300 / chats;

            assertThat(sendAll(client, chats, each)).succeedsWithin(SOON);

            assertThat(peer.texts()).hasSize(chats);
            assertThat(peer.texts().values())
                    .allSatisfy(texts -> assertThat(texts)
                            .containsExactlyElementsOf(IntStream.range(0, each)
                                    .mapToObj(i -> "m" + i)
                                    .toList()));
            assertThat(peer.violations()).isEmpty();
            assertThat(peer.refusals()).isPositive();
            assertThat(peer.mostUnanswered()).isLessThanOrEqualTo(256);
            assertThat(peer.hellos()).hasSize(1);
        }
    }

    @Test
    void at_a_very_low_rate_every_chat_makes_progress() {
        try (LimitedPeer peer = new LimitedPeer(20, 2, Duration.ZERO);
                ResilientClient client = connect(peer, 64)) {
            assertThat(sendAll(client, 5, 6)).succeedsWithin(SOON);

            assertThat(peer.violations()).isEmpty();
            assertThat(peer.texts().values())
                    .allSatisfy(texts -> assertThat(texts).containsExactly("m0", "m1", "m2", "m3", "m4", "m5"));
        }
    }

    @Test
    void open_requests_are_bounded_over_all_chats_and_chats_take_turns() {
        try (LimitedPeer peer = new LimitedPeer(100_000, 100_000, Duration.ofMillis(300));
                ResilientClient client = connect(peer, 64)) {
            CompletableFuture<Void> all = sendAll(client, 10, 64);

            await().atMost(SOON).until(() -> peer.mostUnanswered() >= 250);
            assertThat(peer.texts()).as("chats that got a turn").hasSize(10);
            assertThat(all).succeedsWithin(SOON);
            assertThat(peer.mostUnanswered()).isBetween(250, 256);
        }
    }

    @Test
    void a_pause_below_the_contracts_minimum_is_not_obeyed() {
        try (ScriptedServer server = new ScriptedServer();
                ResilientClient client = connect(server, 1)) {
            server.refuseSends(4);

            assertThat(client.send(ScriptedServer.CHAT, "patient")).succeedsWithin(SOON);

            List<Long> sends = server.sendNanos;
            assertThat(IntStream.range(1, sends.size())
                            .mapToObj(i -> Duration.ofNanos(sends.get(i) - sends.get(i - 1))))
                    .hasSize(4)
                    .allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(100)));
        }
    }

    private ResilientClient connect(FakePeer peer, int window) {
        ResilientClient client = ResilientClient.start(
                peer.address(),
                transport,
                ScriptedServer.session(ALICE, Instant.now().plusSeconds(900)),
                Options.usual()
                        .pauses(Duration.ofMillis(5), Duration.ofMillis(50))
                        .window(window),
                ClientListener.NONE);
        await().atMost(SOON).until(client::isSettled);
        return client;
    }

    /// Sends to several chats in turn, like a user who writes in several chats at the same time.
    private static CompletableFuture<Void> sendAll(ResilientClient client, int chats, int each) {
        List<CompletableFuture<Message>> sends = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int chat = 0; chat < chats; chat++) {
                sends.add(client.send(new UUID(9, chat), "m" + i));
            }
        }
        return CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new));
    }
}
