package io.vestnik.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int LARGE_BYTES = 4 * 1024 * 1024;

    /// The size of a part of a response, in bytes: more than the system's buffers hold.
    private static final int STEP_BYTES = 256 * 1024;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean responding;
    private final AtomicLong clock = new AtomicLong();
    private final SlowClients slow = new SlowClients(PATIENCE, clock::get, (component, error) -> {
        throw new AssertionError(component, error);
    });
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("localhost");
        connector.addBean(slow);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (responding) {
                    respond(request, response, callback);
                    return true;
                }
                Content.Source.asByteBuffer(request, new org.eclipse.jetty.util.Promise<>() {
                    @Override
                    public void succeeded(java.nio.ByteBuffer body) {
                        response.write(true, java.nio.ByteBuffer.allocate(body.remaining()), callback);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        // The connection was cut, so there is no client to answer.
                        callback.succeeded();
                    }
                });
                return true;
            }
        });
        server.start();
    }

    private void respond(Request request, Response response, Callback callback) {
        Runnable written = slow.responding(request.getConnectionMetaData().getConnection(), LARGE_BYTES);
        waiting.incrementAndGet();
        Callback counted = Callback.from(callback, () -> {
            written.run();
            waiting.decrementAndGet();
        });
        response.write(true, java.nio.ByteBuffer.allocate(LARGE_BYTES), counted);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        slow.close();
    }

    /// Returns a socket whose connection the server has opened.
    private Socket connects() throws IOException {
        int before = connector.getConnectedEndPoints().size();
        Socket socket = new Socket("localhost", connector.getLocalPort());
        socket.setSoTimeout(20_000);
        await().until(() -> connector.getConnectedEndPoints().size() > before);
        return socket;
    }

    private static void says(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Sends a text byte by byte, and advances the clock by 5 s after each byte.
    ///
    /// @return true if the server cut the connection, false if the whole text was sent
    private boolean isCutWhileDripping(Socket socket, String text) throws IOException {
        try {
            for (int i = 0; i < text.length(); i++) {
                long before = bytesIn();
                says(socket, text.substring(i, i + 1));
                await().atMost(Duration.ofSeconds(20)).until(() -> bytesIn() > before || bytesIn() == 0);
                clock.addAndGet(Duration.ofSeconds(5).toNanos());
                slow.check();
            }
            return false;
        } catch (SocketException e) {
            // The server had cut the connection before this write.
            return true;
        }
    }

    private long bytesIn() {
        return connector.getConnectedEndPoints().stream()
                .mapToLong(endPoint -> endPoint.getConnection().getBytesIn())
                .sum();
    }

    @Test
    void a_slowly_sent_head_closes_its_connection() throws IOException {
        try (Socket socket = connects()) {
            isCutWhileDripping(socket, "GET / HTTP/1.1\r\n");
            assertEnded(socket);
        }
    }

    @Test
    void a_slowly_sent_body_closes_its_connection() throws IOException {
        try (Socket socket = connects()) {
            says(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
            isCutWhileDripping(socket, "x".repeat(20));
            assertEnded(socket);
        }
    }

    @Test
    void a_body_faster_than_1_kib_per_second_keeps_its_connection() throws IOException {
        try (Socket socket = connects()) {
            says(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 204800\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                long before = bytesIn();
                says(socket, "x".repeat(10_240));
                await().atMost(Duration.ofSeconds(20)).until(() -> bytesIn() >= before + 10_240);
                clock.addAndGet(Duration.ofSeconds(9).toNanos());
                slow.check();
            }
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
    }

    private Socket asksForALargeResponse(int connections) throws IOException {
        responding = true;
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", connector.getLocalPort()));
        socket.setSoTimeout(20_000);
        says(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> waiting.get() == connections);
        return socket;
    }

    @Test
    void a_response_read_slower_than_1_kib_per_second_is_cut() throws IOException {
        try (Socket socket = asksForALargeResponse(1)) {
            for (int i = 0; i < 10; i++) {
                socket.getInputStream().readNBytes(100);
                clock.addAndGet(Duration.ofSeconds(5).toNanos());
                slow.check();
            }
            await().until(() -> waiting.get() == 0);
        }
    }

    @Test
    void a_response_read_faster_than_1_kib_per_second_is_completed() throws IOException {
        try (Socket socket = asksForALargeResponse(1)) {
            long got = 0;
            while (waiting.get() > 0) {
                long before = bytesOut();
                got += socket.getInputStream().readNBytes(STEP_BYTES).length;
                long taken = got;
                await().until(() -> waiting.get() == 0 || bytesOut() > before || bytesOut() - taken > STEP_BYTES);
                clock.addAndGet(Duration.ofSeconds(20).toNanos());
                slow.check();
            }
            assertThat(got).isGreaterThan(10 * SlowClients.PERIOD_BYTES_MIN);
        }
    }

    private long bytesOut() {
        return connector.getConnectedEndPoints().stream()
                .mapToLong(endPoint -> endPoint.getConnection().getBytesOut())
                .sum();
    }

    private static void assertEnded(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void occasional_requests_keep_their_connection() throws IOException {
        try (Socket socket = connects()) {
            for (int i = 0; i < 5; i++) {
                says(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                byte[] head = socket.getInputStream().readNBytes(12);
                assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
                while (socket.getInputStream().available() > 0) {
                    socket.getInputStream().skip(socket.getInputStream().available());
                }
                for (int check = 0; check < 10; check++) {
                    slow.check();
                    clock.addAndGet(Duration.ofSeconds(7).toNanos());
                }
            }
        }
    }
}
