package io.vestnik.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests a link. The test is the client at one end of the link and the server at the other end.
@Timeout(30)
class FaultyLinkTest {
    /// The time-out of a read, in milliseconds. With it, a missing answer fails the test and does not block it.
    private static final int PATIENCE_MS = 5_000;

    /// How long a test waits to see that nothing arrives, in milliseconds.
    private static final int SILENCE_MS = 200;

    private ServerSocket server;
    private FaultyLink link;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MS);
        link = new FaultyLink(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        server.close();
    }

    private Socket dial() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        client.setSoTimeout(PATIENCE_MS);
        return client;
    }

    private Socket accepted() throws IOException {
        Socket accepted = server.accept();
        accepted.setSoTimeout(PATIENCE_MS);
        return accepted;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    /// Whether the connection has ended, by an orderly close or by a reset.
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void data_is_forwarded_in_both_directions() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
            send(accepted, "answer");
            assertThat(receive(client, 6)).isEqualTo("answer");
        }
    }

    @Test
    void a_half_close_is_passed_on_and_the_answer_still_arrives() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            client.shutdownOutput();
            assertThat(new String(accepted.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("question");
            send(accepted, "answer");
            accepted.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("answer");
        }
    }

    @Test
    void a_connection_is_cut_on_both_sides_and_the_next_one_works() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.cutAll();
            assertThat(isCut(client)).isTrue();
            assertThat(isCut(accepted)).isTrue();
        }
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "again");
            assertThat(receive(accepted, 5)).isEqualTo("again");
        }
    }

    @Test
    void a_connection_is_cut_before_it_reaches_its_server() throws IOException {
        // The backlog is full, so the link waits for its connection to the server.
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), busy.getLocalPort());
                Socket second = new Socket(InetAddress.getLoopbackAddress(), busy.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            link.leadTo(busy.getLocalPort());
            try (Socket client = dial()) {
                send(client, "question");
                link.refuse();
                assertThat(isCut(client)).isTrue();
            }
        }
    }

    @Test
    void a_client_without_a_server_is_disconnected() throws IOException {
        server.close();
        try (Socket client = dial()) {
            assertThat(isCut(client)).isTrue();
        }
    }

    @Test
    void refused_clients_connect_again_on_the_same_port() throws IOException {
        int port = link.port();
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.refuse();
            assertThat(isCut(client)).isTrue();
            assertThat(isCut(accepted)).isTrue();
        }
        assertThatThrownBy(this::dial).isInstanceOf(ConnectException.class);

        link.accept();

        assertThat(link.port()).isEqualTo(port);
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "again");
            assertThat(receive(accepted, 5)).isEqualTo("again");
        }
    }

    @Test
    void data_is_delayed_and_stays_in_order() throws IOException {
        Duration delay = Duration.ofMillis(150);
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.delay(delay);
            long begin = System.nanoTime();
            send(client, "question");
            send(client, " and more");
            assertThat(receive(accepted, 17)).isEqualTo("question and more");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(delay);
            send(accepted, "answer");
            assertThat(receive(client, 6)).isEqualTo("answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
        }
    }

    @Test
    void new_connections_lead_to_another_server() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            link.leadTo(other.getLocalPort());
            try (Socket client = dial();
                    Socket accepted = other.accept()) {
                send(client, "hello");
                assertThat(receive(accepted, 5)).isEqualTo("hello");
            }
        }
    }

    @Test
    void the_answer_to_a_certain_request_is_lost() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted();
                Socket otherClient = dial();
                Socket otherAccepted = accepted()) {
            // No cut is requested yet, so the link forwards this `done`. It also forwards the later `done` on the other
            // connection, whose client has not sent the request.
            send(accepted, "done");
            assertThat(receive(client, 4)).isEqualTo("done");
            assertThat(link.hasCut()).as("before any request for a cut").isFalse();
            link.cutAnswer("request 7", "done");
            send(client, "this is requ");
            assertThat(receive(accepted, 12)).isEqualTo("this is requ");
            send(client, "est 7");
            assertThat(receive(accepted, 5)).isEqualTo("est 7");
            send(otherAccepted, "done");
            assertThat(receive(otherClient, 4)).isEqualTo("done");
            assertThat(link.hasCut()).isFalse();

            send(accepted, "it is do");
            assertThat(receive(client, 8)).isEqualTo("it is do");
            send(accepted, "ne");

            assertThat(isCut(client)).isTrue();
            assertThat(isCut(accepted)).isTrue();
            assertThat(link.hasCut()).isTrue();
            send(otherClient, "more");
            assertThat(receive(otherAccepted, 4)).isEqualTo("more");
        }
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MS);
    }

    @Test
    void a_connection_is_cut_at_the_requested_byte() throws Exception {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            CompletableFuture<Void> cut = link.cutAfter(LinkEnd.SERVER, 5);
            send(client, "question");
            assertThat(receive(accepted, 5)).isEqualTo("quest");
            assertThat(isCut(accepted)).isTrue();
            assertThat(isCut(client)).isTrue();
            cut.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
        }
    }

    @Test
    void the_bytes_before_a_cut_are_counted_over_all_connections_of_a_direction() throws IOException {
        try (Socket first = dial();
                Socket firstAccepted = accepted();
                Socket second = dial();
                Socket secondAccepted = accepted()) {
            CompletableFuture<Void> cut = link.cutAfter(LinkEnd.CLIENT, 5);
            send(first, "a longer question");
            assertThat(receive(firstAccepted, 17)).isEqualTo("a longer question");
            send(firstAccepted, "one");
            assertThat(receive(first, 3)).isEqualTo("one");
            assertThat(cut).isNotDone();
            send(secondAccepted, "three");
            assertThat(receive(second, 2)).isEqualTo("th");
            assertThat(isCut(second)).isTrue();
            send(firstAccepted, "more");
            assertThat(receive(first, 4)).isEqualTo("more");
        }
    }

    @Test
    void a_later_cut_replaces_an_earlier_one() throws IOException {
        CompletableFuture<Void> replaced = link.cutAfter(LinkEnd.SERVER, 0);
        CompletableFuture<Void> cut = link.cutAfter(LinkEnd.SERVER, 8);
        assertThat(replaced).isCancelled();
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
            assertThat(cut).isNotDone();
        }
    }

    @Test
    void data_drips_byte_by_byte_in_one_direction() throws IOException {
        Duration each = Duration.ofMillis(30);
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.drip(LinkEnd.CLIENT, each);
            long begin = System.nanoTime();
            send(accepted, "answer");
            assertThat(receive(client, 6)).isEqualTo("answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(each.multipliedBy(6));
            link.drip(LinkEnd.CLIENT, Duration.ZERO);
            send(accepted, "x".repeat(10_000));
            assertThat(receive(client, 10_000)).hasSize(10_000);
        }
    }

    @Test
    void a_frozen_direction_delivers_its_data_after_the_thaw() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.freeze(LinkEnd.CLIENT);
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
            send(accepted, "answer");
            assertSilent(client);
            link.thaw();
            assertThat(receive(client, 6)).isEqualTo("answer");
        }
    }

    @Test
    void a_frozen_connection_can_be_cut() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.freeze(LinkEnd.CLIENT);
            send(accepted, "answer");
            assertSilent(client);
            link.cutAll();
            assertThat(isCut(client)).isTrue();
        }
        await().until(() -> link.connections() == 0);
    }

    @Test
    void a_half_open_connection_is_silent_until_its_end_closes_it() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
            link.halfOpen(LinkEnd.CLIENT);
            assertThat(isCut(accepted)).isTrue();
            send(client, "lost");
            assertSilent(client);
            try (Socket next = dial();
                    Socket nextAccepted = accepted()) {
                send(next, "again");
                assertThat(receive(nextAccepted, 5)).isEqualTo("again");
            }
        }
        await().until(() -> link.connections() == 0);
    }

    @Test
    void the_server_keeps_a_half_open_connection() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            send(client, "question");
            assertThat(receive(accepted, 8)).isEqualTo("question");
            link.halfOpen(LinkEnd.SERVER);
            assertThat(isCut(client)).isTrue();
            assertSilent(accepted);
        }
    }

    @Test
    void waiting_data_does_not_reach_an_end_that_became_half_open() throws IOException {
        try (Socket client = dial();
                Socket accepted = accepted()) {
            link.freeze(LinkEnd.CLIENT);
            send(accepted, "answer");
            assertSilent(client);
            link.halfOpen(LinkEnd.CLIENT);
            link.thaw();
            assertSilent(client);
        }
    }
}
