package io.vestnik.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An `Error` in a thread of this adapter closes all connections and is reported once.
final class FatalErrorTest {
    /// Time-outs so long that pings do not matter: a client of these tests answers no ping while it waits for another
    /// client.
    private static final Timing PATIENT = new Timing(
            TestServer.QUICK.hello(),
            Timing.CONTRACT.ping(),
            TestServer.QUICK.progress(),
            TestServer.QUICK.grace(),
            TestServer.QUICK.sweep());

    private final TestServer server = new TestServer(TestServer.unlimited(1 << 20), PATIENT);

    @AfterEach
    void stop() {
        server.close();
    }

    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void assertEnded(Peer bystander) throws InterruptedException {
        assertThat(server.errors.poll(10, TimeUnit.SECONDS)).isInstanceOf(InjectedError.class);
        assertThat(bystander.closed()).isEqualTo(4000);
        try (Peer late = server.peer()) {
            assertThat(late.response).startsWith("HTTP/1.1 503");
        }
        await().until(() -> server.endpoint.connections() == 0);
        assertThat(server.errors).isEmpty();
    }

    @Test
    void an_error_while_a_frame_is_received_is_reported() throws Exception {
        server.live.sending = (command, answer) -> {
            throw new InjectedError();
        };
        try (Peer bystander = server.peer().live();
                Peer peer = server.peer().live()) {
            peer.send("{\"type\":\"send\",\"ref\":1,\"chatId\":\"" + TestServer.CHAT
                    + "\",\"key\":\"01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f\",\"text\":\"hi\"}");
            assertEnded(bystander);
        }
    }

    @Test
    void an_error_while_processing_hello_is_reported() throws Exception {
        try (Peer bystander = server.peer().live()) {
            server.authenticate = token -> {
                throw new InjectedError();
            };
            Peer failing = server.peer().hello();
            assertEnded(bystander);
            failing.close();
        }
    }

    @Test
    void an_error_as_the_result_of_a_request_is_reported() throws Exception {
        server.edit = edit -> CompletableFuture.failedStage(new InjectedError());
        try (Peer bystander = server.peer().live();
                Peer peer = server.peer().live()) {
            peer.send("{\"type\":\"edit\",\"ref\":1,\"chatId\":\"" + TestServer.CHAT + "\",\"id\":1,\"text\":\"hi\"}");
            assertEnded(bystander);
        }
    }

    @Test
    void an_error_in_the_sweep_is_reported() throws Exception {
        try (Peer bystander = server.peer().live()) {
            server.failSweep(new InjectedError());
            assertEnded(bystander);
        }
    }
}
