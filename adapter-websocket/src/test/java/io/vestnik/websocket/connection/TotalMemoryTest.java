package io.vestnik.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The memory bounds over all connections. When a bound is exceeded, the connections that hold the most memory are
/// closed, and the other connections stay.
final class TotalMemoryTest {
    private static final int SMALL_BUFFER = 4096;
    private static final int MEBIBYTE = 1 << 20;
    private static final byte[] LARGE_HELLO_WITHOUT_END = Peer.encoded(
            Peer.TEXT, false, ("{\"type\":\"hello\",\"v\":1,\"token\":\"" + "a".repeat(900_000)).getBytes(UTF_8));

    /// Time-outs for a test with the maximum number of connections that wait for their `hello`. Opening all of them
    /// takes longer than the protocol allows one connection to wait.
    private static final Timing PATIENT = new Timing(
            Duration.ofMinutes(1),
            Timing.CONTRACT.ping(),
            Timing.CONTRACT.progress(),
            Timing.CONTRACT.grace(),
            Timing.CONTRACT.sweep());

    private final SocketMemory memory = new SocketMemory(
            new MemoryBudget("before-login", 4 * MEBIBYTE),
            new MemoryBudget("requests", MEBIBYTE),
            new MemoryBudget("outbound", 2 * MEBIBYTE));
    private final TestServer server = new TestServer(TestServer.unlimited(MEBIBYTE), PATIENT, memory);
    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void all_memory_is_released() {
        peers.forEach(Peer::close);
        await().until(() -> server.endpoint.connections() == 0);
        server.close();
        await().untilAsserted(() -> {
            assertThat(memory.beforeLogin().bytesTaken()).isZero();
            assertThat(memory.requests().bytesTaken()).isZero();
            assertThat(memory.outbound().bytesTaken()).isZero();
        });
        assertThat(server.errors).isEmpty();
    }

    private Peer peer() {
        Peer peer = server.peer();
        peers.add(peer);
        return peer;
    }

    private Peer slowPeer() {
        Peer peer = Peer.connect(server.port(), SMALL_BUFFER);
        peers.add(peer);
        return peer;
    }

    @Test
    void large_hellos_beyond_the_budget_are_closed_and_a_small_one_is_served() {
        for (int i = 0; i < 12; i++) {
            peer().bytes(LARGE_HELLO_WITHOUT_END);
            assertThat(memory.beforeLogin().bytesTaken()).isLessThanOrEqualTo(4L * MEBIBYTE);
        }
        await().until(() ->
                server.closeCodes.ending.stream().filter("unavailable"::equals).count() >= 8);
        peer().hello().next("ready");
        assertThat(memory.beforeLogin().bytesTaken()).isBetween(1L, 4L * MEBIBYTE);
    }

    @Test
    void a_small_fragmented_hello_displaces_a_large_one() {
        MemoryBudget.Lease others = memory.beforeLogin().take(2 * MEBIBYTE).orElseThrow();
        Peer large = peer().bytes(LARGE_HELLO_WITHOUT_END);
        await().until(() -> memory.beforeLogin().bytesTaken() > 2 * MEBIBYTE + 900_000);
        MemoryBudget.Lease rest = memory.beforeLogin()
                .take(4 * MEBIBYTE - memory.beforeLogin().bytesTaken())
                .orElseThrow();
        byte[] hello = "{\"type\":\"hello\",\"v\":1,\"token\":\"alice\"}".getBytes(UTF_8);
        Peer small = peer();
        small.frame(Peer.TEXT, false, hello);
        small.frame(Peer.CONTINUATION, true, new byte[0]);
        small.next("ready");
        assertThat(large.next("error").path("code").asText()).isEqualTo("unavailable");
        assertThat(large.closed()).isEqualTo(1013);
        others.close();
        rest.close();
    }

    @Test
    void a_hello_displaces_a_larger_incomplete_one_of_any_size() {
        byte[] part = Peer.encoded(Peer.TEXT, false, "a".repeat(40_000).getBytes(UTF_8));
        List<Peer> slow = List.of(peer().bytes(part), peer().bytes(part), peer().bytes(part));
        await().until(() -> memory.beforeLogin().bytesTaken() >= 3 * 40_000);
        MemoryBudget.Lease rest = memory.beforeLogin()
                .take(4 * MEBIBYTE - memory.beforeLogin().bytesTaken())
                .orElseThrow();
        peer().hello().next("ready");
        await().until(() -> server.closeCodes.ending.contains("unavailable"));
        // The memory is released a moment after the connection counts as ending.
        await().until(() -> memory.beforeLogin().bytesTaken() <= 4L * MEBIBYTE - 40_000);
        rest.close();
        assertThat(slow).hasSize(3);
    }

    @Test
    void connections_without_a_hello_are_bounded_over_all_addresses() {
        int max = memory.waitingMax();
        for (int i = 0; i < max; i++) {
            assertThat(peer().response).startsWith("HTTP/1.1 101");
        }
        Peer refused = peer();
        assertThat(refused.response).startsWith("HTTP/1.1 429").contains("Retry-After");
        peers.getFirst().hello().next("ready");
        await().until(() -> {
            Peer next = peer();
            return next.response.startsWith("HTTP/1.1 101");
        });
    }

    @Test
    void a_full_server_also_closes_a_connection_whose_token_is_being_checked() {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        AtomicInteger checking = new AtomicInteger();
        server.authenticate = token -> {
            checking.incrementAndGet();
            over.join();
            return new Authenticate.Outcome.Forged();
        };
        int max = memory.waitingMax();
        for (int i = 0; i < max; i++) {
            peer().hello();
        }
        await().until(() -> checking.get() == max);
        server.address = new ClientAddress("192.0.2.3");
        assertThat(peer().response).startsWith("HTTP/1.1 101");
        Peer displaced = peers.getFirst();
        assertThat(displaced.next("error").path("code").asText()).isEqualTo("unavailable");
        assertThat(displaced.closed()).isEqualTo(1013);
        over.complete(null);
    }

    @Test
    void a_full_server_closes_the_oldest_connection_of_the_largest_address() {
        int max = memory.waitingMax();
        for (int i = 0; i < max; i++) {
            server.address = new ClientAddress(i % 4 == 0 ? "192.0.2.1" : "192.0.2.2");
            assertThat(peer().response).startsWith("HTTP/1.1 101");
        }
        server.address = new ClientAddress("192.0.2.3");
        peer().hello().next("ready");
        Peer displaced = peers.get(1);
        assertThat(displaced.next("error").path("code").asText()).isEqualTo("unavailable");
        assertThat(displaced.closed()).isEqualTo(1013);
        server.address = new ClientAddress("192.0.2.2");
        assertThat(peer().response).startsWith("HTTP/1.1 101");
        assertThat(peer().response).startsWith("HTTP/1.1 429");
        server.address = new ClientAddress("192.0.2.1");
        assertThat(peer().response).startsWith("HTTP/1.1 101");
    }

    @Test
    void a_reading_connection_is_served_while_stalled_ones_are_closed() throws Exception {
        List<FakeLive.FakeSession> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            slowPeer().live();
            slow.add(server.session());
        }
        Peer brisk = peer().live();
        FakeLive.FakeSession reading = server.session();
        for (int i = 1; i <= 4_000; i++) {
            for (FakeLive.FakeSession session : slow) {
                session.show(large(i));
            }
            reading.show(large(i));
            assertThat(brisk.next("message").path("version").asLong()).isEqualTo(i + 1);
        }
        assertThat(memory.outbound().bytesTaken()).isLessThan(3L * MEBIBYTE);
        assertThat(server.closeCodes.ending).contains("slow_consumer").doesNotContain("internal");
        assertThat(reading.closed).isNotDone();
    }

    @Test
    void stalled_connections_are_closed_before_queue_memory_runs_out() throws Exception {
        List<FakeLive.FakeSession> slow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            slowPeer().live();
            slow.add(server.session());
        }
        for (int i = 1; !memory.outbound().filledBeyond(80); i++) {
            for (FakeLive.FakeSession session : slow) {
                session.show(large(i));
            }
        }
        await().until(() -> !memory.outbound().filledBeyond(75));
        assertThat(server.closeCodes.ending).contains("slow_consumer").hasSizeLessThan(slow.size());
    }

    /// Creates a large event. Each created event counts against the memory, even if several have the same id.
    private static LiveEvent large(long id) {
        Message message = TestServer.message(id, id + 1, "x".repeat(4_000));
        return new LiveEvent.MessageState(TestServer.CHAT, message.version(), message);
    }

    @Test
    void an_event_for_many_connections_counts_once() throws Exception {
        int connections = 20;
        List<FakeLive.FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            slowPeer().live();
            sessions.add(server.session());
        }
        for (int i = 1; i <= 200; i++) {
            EncodedEvent event = new EncodedEvent(large(i));
            sessions.forEach(session -> session.sink.offer(event));
        }
        assertThat(server.endpoint.queuedBytes()).isGreaterThan(10L * MEBIBYTE);
        assertThat(memory.outbound().bytesTaken()).isLessThan(MEBIBYTE);
    }

    @Test
    void full_request_memory_pauses_connections_with_open_requests() {
        Queue<Consumer<SendMessage.Outcome>> answers = new ConcurrentLinkedQueue<>();
        server.live.sending = (command, answer) -> answers.add(answer);
        memory.requests().reserveAnyway(MEBIBYTE + 1);
        Peer one = peer().live();
        one.send(sending()).send(sending());
        Peer other = peer().live();
        other.send(sending());
        await().until(() -> answers.size() == 2);
        await().during(Duration.ofMillis(300)).until(() -> answers.size() == 2);
        memory.requests().release(MEBIBYTE + 1);
        answers.forEach(answer -> answer.accept(new SendMessage.Outcome.Unknown(Duration.ofSeconds(1))));
        server.live.all.forEach(session -> session.sink.flush());
        await().until(() -> answers.size() == 3);
    }

    private static String sending() {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"%s\"}",
                TestServer.CHAT,
                UUID.randomUUID(),
                "x".repeat(4_000));
    }

    @Test
    void a_frame_released_from_many_threads_leaves_no_memory_held() throws Exception {
        MemoryBudget budget = new MemoryBudget("test", 200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 500; round++) {
                OutFrame frame = new OutFrame(new byte[80]);
                CountDownLatch start = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(8);
                for (int i = 0; i < 8; i++) {
                    threads.execute(() -> {
                        try {
                            start.await();
                            if (frame.hold(budget)) {
                                frame.release(budget);
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    });
                }
                start.countDown();
                assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(budget.bytesTaken()).isZero();
            }
        }
    }
}
