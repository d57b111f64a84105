package io.vestnik.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A connection counts from its handshake on, but has no socket and no queue before the handshake ends.
final class HandshakeTest {
    private final TestServer server = TestServer.quick();

    @AfterEach
    void stop() {
        server.handshakes.release();
        server.close();
    }

    private CompletableFuture<Peer> held() throws InterruptedException {
        server.handshakes.hold();
        CompletableFuture<Peer> coming = CompletableFuture.supplyAsync(
                server::peer, task -> Thread.ofVirtual().start(task));
        server.handshakes.awaitHeld();
        return coming;
    }

    @Test
    void metrics_can_be_read_during_a_handshake() throws Exception {
        CompletableFuture<Peer> coming = held();

        assertThat(server.endpoint.connections()).isEqualTo(1);
        assertThat(server.endpoint.queuedBytes()).isZero();

        server.handshakes.release();
        try (Peer peer = coming.join()) {
            peer.live().send("{\"type\":\"ping\"}").next("pong");
        }
    }

    @Test
    void a_shutdown_during_a_handshake_closes_every_connection() throws Exception {
        try (Peer waiting = server.peer();
                Peer authenticated = server.peer().live()) {
            CompletableFuture<Peer> coming = held();

            server.endpoint.refuseNew();
            assertThat(waiting.closed()).isEqualTo(4000);
            server.endpoint.close();
            assertThat(authenticated.closed()).isEqualTo(4000);

            server.handshakes.release();
            try (Peer late = coming.join()) {
                assertThat(late.closed()).isEqualTo(4000);
            }
        }
        await().until(() -> server.endpoint.connections() == 0);
    }

    @Test
    void a_handshake_that_takes_too_long_is_given_up() throws Exception {
        Timing impatient = new Timing(
                Duration.ofMillis(100),
                Duration.ofSeconds(25),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMillis(20));
        try (TestServer quick = new TestServer(TestServer.unlimited(1 << 20), impatient)) {
            quick.handshakes.hold();
            CompletableFuture<Peer> coming = CompletableFuture.supplyAsync(
                    quick::peer, task -> Thread.ofVirtual().start(task));
            quick.handshakes.awaitHeld();

            await().until(() -> quick.endpoint.connections() == 0);

            quick.handshakes.release();
            try (Peer late = coming.join()) {
                late.closed();
            }
            assertThat(quick.endpoint.connections()).isZero();
            assertThat(quick.errors).isEmpty();
        }
    }
}
