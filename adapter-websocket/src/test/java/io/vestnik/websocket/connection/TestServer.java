package io.vestnik.websocket.connection;

import io.javalin.Javalin;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.websocket.TestEndpoint;
import io.vestnik.websocket.WebSocketEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A server on a free port over a [FakeLive]. Tokens are names: see [#authenticate].
final class TestServer implements AutoCloseable {
    static final UserId ALICE = new UserId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"));
    static final DeviceId PHONE = new DeviceId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e20"));
    static final ChatId CHAT = new ChatId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e21"));
    static final Instant SENT_AT = Instant.parse("2026-11-22T18:00:00.123Z");
    static final Timing QUICK = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofMillis(20));

    /// [#QUICK] with a shorter time-out for clients that do not read their replay.
    static final Timing QUICK_ABOUT_REPLAYS =
            new Timing(QUICK.hello(), QUICK.ping(), Duration.ofMillis(600), QUICK.grace(), QUICK.sweep());

    final FakeLive live = new FakeLive();
    /// The errors reported as fatal for the node.
    final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    final CloseCodes closeCodes = new CloseCodes();
    private final AtomicReference<@Nullable Error> sweepError = new AtomicReference<>();
    /// How far the wall clock is set ahead.
    volatile Duration clockAhead = Duration.ZERO;
    /// The address of new connections.
    volatile ClientAddress address = new ClientAddress("127.0.0.1");
    final WebSocketEndpoint endpoint;
    volatile Authenticate authenticate = TestServer::authenticate;
    volatile Messaging.EditMessage edit = edit ->
            CompletableFuture.completedStage(Outcome.done(message(edit.id().value(), 8)));
    volatile Messaging.DeleteMessage delete =
            deletion -> CompletableFuture.completedStage(Outcome.refused(Refusal.FORBIDDEN));
    final HeldHandshakes handshakes = new HeldHandshakes();
    private final Javalin javalin;

    TestServer(Limits limits, Timing timing) {
        this(limits, timing, SocketMemory.ofHeap());
    }

    TestServer(Limits limits, Timing timing, SocketMemory memory) {
        endpoint = TestEndpoint.of(
                new WebSocketPorts(
                        live,
                        token -> authenticate.authenticate(token),
                        e -> edit.edit(e),
                        d -> delete.delete(d),
                        (component, error) -> errors.add(error)),
                new WebSocketSettings(limits, 200, memory),
                () -> address,
                closeCodes,
                timing,
                new ConnectionContext.Clocks(() -> Instant.now().plus(clockAhead), this::nanoTime));
        javalin = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    // Production uses virtual threads too.
                    config.concurrency.useVirtualThreads = true;
                    endpoint.install(config);
                    config.jetty.modifyServer(server -> server.insertHandler(handshakes));
                })
                .start(0);
    }

    /// Starts a server with the limits and time-outs of the protocol.
    static TestServer ordinary() {
        return new TestServer(Limits.DEFAULT, Timing.CONTRACT);
    }

    /// Starts a server without rate limits, with time-outs that a test can wait for.
    static TestServer quick() {
        return new TestServer(unlimited(1 << 20), QUICK);
    }

    static Limits unlimited(int outboxBytes) {
        return new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, outboxBytes);
    }

    private long nanoTime() {
        if (Thread.currentThread().getName().equals("websocket-sweep")) {
            Error error = sweepError.getAndSet(null);
            if (error != null) {
                throw error;
            }
        }
        return System.nanoTime();
    }

    /// Makes the sweep fail at its next reading of the clock.
    void failSweep(Error error) {
        sweepError.set(error);
    }

    int port() {
        return javalin.port();
    }

    Peer peer() {
        return Peer.connect(port());
    }

    FakeLive.FakeSession session() throws InterruptedException {
        FakeLive.FakeSession session = live.opened.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        if (session == null) {
            throw new AssertionError("no client connected");
        }
        return session;
    }

    /// The result for a token: `forged`, `expired` and `revoked` have the outcome of that name, `soon` is valid for
    /// half a second, and `bob` is Bob's token. Every other token is Alice's for an hour.
    static Authenticate.Outcome authenticate(io.vestnik.application.account.AccessToken token) {
        Instant now = Instant.now();
        return switch (token.value()) {
            case "forged" -> new Authenticate.Outcome.Forged();
            case "expired" -> new Authenticate.Outcome.Expired();
            case "revoked" -> new Authenticate.Outcome.DeviceEnded();
            case "soon" -> new Authenticate.Outcome.Authenticated(ALICE, PHONE, now.plusMillis(500));
            case "bob" ->
                new Authenticate.Outcome.Authenticated(new UserId(new UUID(7, 7)), PHONE, now.plusSeconds(3600));
            default -> new Authenticate.Outcome.Authenticated(ALICE, PHONE, now.plusSeconds(3600));
        };
    }

    static Message message(long id, long version) {
        return message(id, version, "hi");
    }

    static Message message(long id, long version, String text) {
        return new Message(
                new MessageId(id),
                CHAT,
                ALICE,
                Optional.of(new MessageText(text)),
                SENT_AT,
                false,
                new ChatVersion(version),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Records the close codes of connections.
    static final class CloseCodes implements WebSocketMetrics {
        final java.util.concurrent.BlockingQueue<String> ending = new java.util.concurrent.LinkedBlockingQueue<>();
        final java.util.concurrent.BlockingQueue<Integer> closed = new java.util.concurrent.LinkedBlockingQueue<>();

        @Override
        public void opened() {}

        @Override
        public void ending(String reason) {
            ending.add(reason);
        }

        @Override
        public void closed(int code) {
            closed.add(code);
        }

        @Override
        public void received() {}

        @Override
        public void sent(int frames) {}

        @Override
        public void delivered(long nanos) {}
    }

    @Override
    public void close() {
        endpoint.close();
        javalin.stop();
    }
}
