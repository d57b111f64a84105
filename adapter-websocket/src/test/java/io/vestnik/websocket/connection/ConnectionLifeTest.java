package io.vestnik.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.message.Message;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionLifeTest {
    private static final int SMALL_BUFFER = 4096;
    private static final String LARGE_TEXT = "x".repeat(4000);

    private static final String SEND = "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"hi\"}"
            .formatted(TestServer.CHAT, UUID.randomUUID());

    private final TestServer server = TestServer.quick();

    @AfterEach
    void stop() {
        server.close();
    }

    private static EncodedEvent large(long id) {
        Message message = TestServer.message(id, id + 1, LARGE_TEXT);
        return new EncodedEvent(new LiveEvent.MessageState(TestServer.CHAT, message.version(), message));
    }

    @Test
    void a_silent_peer_is_pinged_and_then_closed() {
        try (Peer peer = server.peer().live()) {
            assertThat(peer.receive().opcode()).isEqualTo(Peer.PING);
            assertThat(peer.closed()).isEqualTo(4003);
        }
    }

    @Test
    void a_peer_that_answers_pings_stays_connected() {
        try (Peer peer = server.peer().live()) {
            for (int pings = 0; pings < 4; pings++) {
                Peer.Received frame = peer.receive();
                assertThat(frame.opcode()).isEqualTo(Peer.PING);
                peer.frame(Peer.PONG, true, frame.payload());
            }
            peer.send("{\"type\":\"ping\"}").next("pong");
        }
    }

    @Test
    void a_peer_that_neither_reads_nor_answers_is_cut() throws Exception {
        try (Peer peer = Peer.connect(server.port(), SMALL_BUFFER).live()) {
            // For TCP the peer is present, but it does not read: it answers neither the ping nor the close frame.
            assertThat(server.session().closed.get(10, TimeUnit.SECONDS)).isTrue();
            await().until(() -> server.endpoint.connections() == 0);
            assertThat(peer.closed()).isEqualTo(4003);
        }
    }

    @Test
    void a_connection_is_closed_when_its_token_expires() {
        try (Peer peer = server.peer().hello("soon")) {
            assertThat(peer.closed()).isEqualTo(4001);
        }
    }

    @Test
    void a_token_expires_in_time_if_the_clock_is_set_back() {
        try (Peer peer = server.peer().hello("soon")) {
            peer.next("ready");
            server.clockAhead = Duration.ofHours(-1);
            assertThat(peer.closed()).isEqualTo(4001);
        }
    }

    @Test
    void a_clock_that_is_set_ahead_costs_a_refresh() throws Exception {
        try (Peer peer = server.peer().live()) {
            server.clockAhead = Duration.ofHours(2);
            assertThat(peer.closed()).isEqualTo(4001);
        }
    }

    @Test
    void each_close_reason_has_its_code() throws Exception {
        assertThat(closedFor(EventSink.CloseReason.SHUTTING_DOWN)).isEqualTo(4000);
        assertThat(closedFor(EventSink.CloseReason.DEVICE_REVOKED)).isEqualTo(4502);
        assertThat(closedFor(EventSink.CloseReason.TOKEN_EXPIRED)).isEqualTo(4001);
        assertThat(closedFor(EventSink.CloseReason.REPLACED)).isEqualTo(4504);
        assertThat(closedFor(EventSink.CloseReason.RESUME)).isEqualTo(4002);
        assertThat(closedFor(EventSink.CloseReason.OVERLOADED)).isEqualTo(1013);
    }

    private int closedFor(EventSink.CloseReason reason) throws Exception {
        try (Peer peer = server.peer().live()) {
            FakeLive.FakeSession session = server.session();
            session.sink.offer(large(1));
            session.sink.close(reason);
            session.sink.offer(large(2));
            session.sink.flush();
            if (reason != EventSink.CloseReason.RESUME) {
                assertThat(peer.next("message").path("version").asLong())
                        .as("queued frames are written")
                        .isEqualTo(2);
            }
            int code = peer.closed();
            assertThat(session.closed.get(10, TimeUnit.SECONDS)).isTrue();
            return code;
        }
    }

    @Test
    void a_slow_consumer_is_closed_and_its_queue_is_released() throws Exception {
        try (Peer peer = Peer.connect(server.port(), SMALL_BUFFER).live();
                Peer quick = server.peer().live()) {
            FakeLive.FakeSession slow = server.session();
            FakeLive.FakeSession other = server.session();
            int delivered = 0;
            while (!slow.closed.isDone() && delivered < 20_000) {
                delivered++;
                EncodedEvent event = large(delivered);
                slow.sink.offer(event);
                slow.sink.flush();
                other.sink.offer(event);
                other.sink.flush();
                assertThat(quick.next("message").path("version").asLong())
                        .as("the slow consumer delays no other")
                        .isEqualTo(delivered + 1);
                if (delivered > 4_000) {
                    // The events so far are more than the queue and the socket's buffers hold, so the connection is
                    // about to be cut.
                    await().until(slow.closed::isDone);
                }
            }
            assertThat(slow.closed).isDone();
            assertThat(server.closeCodes.ending.poll(10, TimeUnit.SECONDS)).isEqualTo("slow_consumer");
            assertThat(server.closeCodes.closed.poll(10, TimeUnit.SECONDS)).isNotNull();
            await().until(() -> server.endpoint.queuedBytes() == 0);
            quick.send("{\"type\":\"ping\"}").next("pong");
            // The frames in the slow client's socket are the first frames, in order.
            for (long expected = 2; expected < 20; expected++) {
                assertThat(peer.next("message").path("version").asLong()).isEqualTo(expected);
            }
        }
    }

    @Test
    void answers_to_a_peer_that_never_reads_are_bounded() throws Exception {
        try (Peer peer = Peer.connect(server.port(), SMALL_BUFFER).live()) {
            FakeLive.FakeSession session = server.session();
            byte[] ping = Peer.encoded(
                    Peer.TEXT, true, ("{\"type\":\"ping\",\"ref\":\"" + "x".repeat(64) + "\"}").getBytes(UTF_8));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (!session.closed.isDone()) {
                        peer.bytes(ping);
                    }
                } catch (UncheckedIOException e) {
                    // The server has closed the connection, as expected.
                }
            });
            assertThat(session.closed.get(30, TimeUnit.SECONDS)).isTrue();
            writer.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_connection_with_many_unanswered_requests_is_not_read() {
        CompletableFuture<@Nullable Void> answering = new CompletableFuture<>();
        AtomicInteger requests = new AtomicInteger();
        server.live.sending = (command, answer) -> {
            requests.incrementAndGet();
            Thread.ofVirtual().start(() -> {
                answering.join();
                answer.accept(new SendMessage.Outcome.Sent(TestServer.message(1, 2)));
                server.live.all.getFirst().sink.flush();
            });
        };
        int count = Window.REQUESTS_MAX + 100;
        String send = String.format(
                Locale.ROOT,
                "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"hi\"}",
                TestServer.CHAT,
                UUID.randomUUID());
        try (Peer peer = server.peer().live()) {
            for (int i = 0; i < count; i++) {
                peer.send(send);
            }
            await().until(() -> requests.get() == Window.REQUESTS_MAX);
            // The test waits longer than the silence after which a connection is closed. This connection must stay
            // open, because it is silent only while the server does not read it.
            await().during(Duration.ofMillis(2_500))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> requests.get() == Window.REQUESTS_MAX);
            assertThat(server.live.all.getFirst().pausesEnded).hasValue(0);
            answering.complete(null);
            for (int i = 0; i < count; i++) {
                peer.next("sent");
            }
            assertThat(server.live.all.getFirst().pausesEnded).hasPositiveValue();
        }
    }

    @Test
    void without_a_bound_the_outbound_queue_takes_every_frame() throws Exception {
        try (TestServer unbounded = new TestServer(TestServer.unlimited(0), Timing.CONTRACT);
                Peer peer = unbounded.peer().live()) {
            FakeLive.FakeSession session = unbounded.live.opened.take();
            session.show(large(1).event());
            session.sink.flush();
            assertThat(peer.receive().opcode()).isEqualTo(Peer.TEXT);
        }
    }

    @Test
    void a_fence_passes_when_earlier_frames_of_the_peer_were_read() throws Exception {
        try (Peer peer = server.peer().live()) {
            FakeLive.FakeSession session = server.live.opened.take();
            AtomicInteger passed = new AtomicInteger();
            session.show(large(1).event());
            session.sink.fence(passed::incrementAndGet);
            session.sink.fence(passed::incrementAndGet);
            session.sink.flush();

            assertThat(peer.receive().opcode()).isEqualTo(Peer.TEXT);
            Peer.Received first = peer.receive();
            assertThat(first.opcode()).isEqualTo(Peer.PING);
            peer.frame(Peer.PONG, true, new byte[0]);
            peer.frame(Peer.PONG, true, "not that".getBytes(UTF_8));
            peer.send("{\"type\":\"typing\",\"chatId\":\"" + TestServer.CHAT + "\"}");
            server.live.typings.take();
            assertThat(passed).hasValue(0);

            peer.frame(Peer.PONG, true, first.payload());
            await().until(() -> passed.get() == 1);
            Peer.Received second = peer.receive();
            assertThat(second.opcode()).isEqualTo(Peer.PING);
            peer.frame(Peer.PONG, true, first.payload());
            peer.frame(Peer.PONG, true, second.payload());
            await().until(() -> passed.get() == 2);
        }
    }

    @Test
    void a_replay_is_as_fast_as_the_client_reads_and_has_no_bound() throws Exception {
        int rows = 2_000;
        AtomicLong replayed = new AtomicLong();
        server.live.replaying = (session, resume) -> {
            for (long i = 1; i <= rows; i++) {
                session.sink.replay(large(i).event());
                replayed.set(i);
            }
        };
        try (Peer peer = Peer.connect(server.port(), SMALL_BUFFER).hello()) {
            peer.next("ready");
            await().during(Duration.ofMillis(200)).until(() -> {
                long before = replayed.get();
                return before > 0 && before < rows;
            });
            for (long i = 1; i <= rows; i++) {
                assertThat(peer.next("message").path("version").asLong()).isEqualTo(i + 1);
            }
            peer.next("live");
        }
    }

    @Test
    void a_replay_that_is_not_read_ends() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        TestServer impatient = new TestServer(TestServer.unlimited(1 << 20), TestServer.QUICK_ABOUT_REPLAYS);
        impatient.live.replaying = (session, resume) -> {
            try {
                for (long i = 1; i < 100_000; i++) {
                    session.sink.replay(large(i).event());
                }
            } catch (EventSinkClosedException e) {
                thrown.complete(e);
                throw e;
            }
        };
        try (impatient;
                Peer peer = Peer.connect(impatient.port(), SMALL_BUFFER).hello()) {
            peer.next("ready");
            assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(EventSinkClosedException.class);
            assertThat(impatient.session().closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_replay_to_a_disconnected_peer_ends() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        server.live.replaying = (session, resume) -> {
            try {
                for (long i = 1; i < 100_000; i++) {
                    session.sink.replay(large(i).event());
                }
            } catch (EventSinkClosedException e) {
                thrown.complete(e);
                throw e;
            }
        };
        try (Peer peer = server.peer().hello()) {
            peer.next("ready");
        }
        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(EventSinkClosedException.class);
    }

    @Test
    void a_flood_of_frames_closes_the_connection() {
        try (TestServer limited = new TestServer(Limits.DEFAULT, Timing.CONTRACT);
                Peer peer = limited.peer().live()) {
            byte[] ping = Peer.encoded(Peer.TEXT, true, "{\"type\":\"ping\"}".getBytes(UTF_8));
            for (int i = 0; i < 3_000; i++) {
                try {
                    peer.bytes(ping);
                } catch (UncheckedIOException e) {
                    break;
                }
            }
            assertThat(peer.closed()).isEqualTo(4503);
        }
    }

    @Test
    void a_flood_is_not_read_after_the_close() {
        byte[] typing = Peer.encoded(Peer.TEXT, true, "{\"type\":\"typing\"}".getBytes(UTF_8));
        byte[] flood = new byte[typing.length * 1_000];
        for (int i = 0; i < 1_000; i++) {
            System.arraycopy(typing, 0, flood, i * typing.length, typing.length);
        }
        Timing patient = new Timing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMillis(20));
        AtomicLong sent = new AtomicLong();
        AtomicLong before = new AtomicLong();
        try (TestServer limited = new TestServer(Limits.DEFAULT, patient);
                Peer peer = limited.peer().live()) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        peer.bytes(flood);
                        sent.incrementAndGet();
                    }
                } catch (UncheckedIOException e) {
                    // The end of the test closes the connection.
                }
            });
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        long now = sent.get();
                        return now == before.getAndSet(now) && now > 0;
                    });
        }
    }

    @Test
    void a_flood_of_refused_sends_pauses_reading_and_closes_nothing() {
        // With these time-outs, a silent connection is closed after less than the time of a hold. A held connection
        // must stay open, because it is silent only while the server does not read it.
        Timing impatient = new Timing(
                Duration.ofSeconds(10),
                Duration.ofMillis(400),
                Duration.ofSeconds(10),
                Duration.ofMillis(300),
                Duration.ofMillis(20));
        AtomicInteger requests = new AtomicInteger();
        try (TestServer limited = new TestServer(Limits.DEFAULT, impatient)) {
            limited.live.sending = (command, answer) -> {
                requests.incrementAndGet();
                answer.accept(new SendMessage.Outcome.TooFast(Duration.ofSeconds(1)));
            };
            try (Peer peer = limited.peer().live()) {
                int count = FloodGate.FRAMES_MIN + 1_000;
                long began = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    peer.send(SEND);
                }
                for (int i = 0; i < count; i++) {
                    assertThat(peer.next("error").path("code").asText()).isEqualTo("rate_limited");
                }
                assertThat(System.nanoTime() - began).isGreaterThan(Intake.HOLD_NANOS);
                assertThat(requests).hasValue(count);
                peer.send("{\"type\":\"ping\"}").next("pong");
            }
        }
    }

    @Test
    void a_hold_ends_after_the_other_requests_were_answered() {
        CompletableFuture<@Nullable Void> answering = new CompletableFuture<>();
        AtomicInteger requests = new AtomicInteger();
        try (TestServer limited = new TestServer(Limits.DEFAULT, TestServer.QUICK)) {
            limited.live.sending = (command, answer) -> {
                if (requests.incrementAndGet() <= Window.REQUESTS_MAX - 1) {
                    Thread.ofVirtual().start(() -> {
                        answering.join();
                        answer.accept(new SendMessage.Outcome.Sent(TestServer.message(1, 2)));
                        limited.live.all.getFirst().sink.flush();
                    });
                } else {
                    answer.accept(new SendMessage.Outcome.TooFast(Duration.ofSeconds(1)));
                }
            };
            try (Peer peer = limited.peer().live()) {
                int count = Window.REQUESTS_MAX - 1 + FloodGate.FRAMES_MIN + 50;
                for (int i = 0; i < count; i++) {
                    peer.send(SEND);
                }
                await().until(() -> requests.get() > Window.REQUESTS_MAX + FloodGate.FRAMES_MIN - 2);
                answering.complete(null);
                await().atMost(Duration.ofSeconds(20)).until(() -> requests.get() == count);
                for (int i = 0; i < count; i++) {
                    peer.next();
                }
                peer.send("{\"type\":\"ping\"}").next("pong");
            }
        }
    }

    @Test
    void without_a_limit_on_sends_no_frames_are_a_flood() {
        try (Peer peer = server.peer().live()) {
            byte[] ping = Peer.encoded(Peer.TEXT, true, "{\"type\":\"ping\"}".getBytes(UTF_8));
            for (int i = 0; i < 5_000; i++) {
                peer.bytes(ping);
            }
            for (int i = 0; i < 5_000; i++) {
                peer.next("pong");
            }
        }
    }

    @Test
    void a_stopping_server_closes_connections_and_refuses_new_ones() throws Exception {
        try (Peer withoutHello = server.peer();
                Peer peer = server.peer().live()) {
            server.session();
            server.endpoint.refuseNew();
            assertThat(withoutHello.closed()).isEqualTo(4000);
            try (Peer late = server.peer()) {
                assertThat(late.response).startsWith("HTTP/1.1 503");
            }
            server.live.drain(Duration.ZERO);
            assertThat(peer.closed()).isEqualTo(4000);
            await().until(() -> server.endpoint.connections() == 0);
        }
    }

    @Test
    void an_event_is_encoded_once_for_all_connections() throws Exception {
        try (Peer one = server.peer().live();
                Peer two = server.peer().live()) {
            EncodedEvent event = large(1);
            OutFrame first = event.encoded(e -> new OutFrame(new byte[] {'{', '}'}));
            for (FakeLive.FakeSession session : server.live.all) {
                session.sink.offer(event);
                session.sink.flush();
            }
            assertThat(first.length()).isEqualTo(2);
            assertThat(one.next()).isEmpty();
            assertThat(two.next()).isEmpty();
        }
    }
}
