package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.http.edge.BoundedHttpConnection;
import io.vestnik.http.route.RequestBody;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The memory of request heads: a bounded number of fields in each head, and a budget for all large heads.
class HeadMemoryTest {
    private final MemoryBudget requests = new MemoryBudget("requests", 8L * RequestBody.BYTES_MAX);

    private TestServer start() {
        return TestServer.start(useCases -> useCases.memory = new HttpMemory(useCases.memory.responses(), requests));
    }

    private static String fields(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(i, Character.MAX_RADIX) + ":x\r\n")
                .collect(Collectors.joining());
    }

    private static Socket connected(TestServer server, String start) throws IOException {
        Socket socket = new Socket("localhost", server.server().port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void a_head_has_a_bounded_number_of_fields() {
        try (TestServer server = start()) {
            String end = "Connection: close\r\n\r\n";
            String start = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
            byte[] most =
                    (start + fields(BoundedHttpConnection.FIELDS_MAX - 2) + end).getBytes(StandardCharsets.US_ASCII);
            byte[] more =
                    (start + fields(BoundedHttpConnection.FIELDS_MAX - 1) + end).getBytes(StandardCharsets.US_ASCII);
            assertThat(server.raw(most)).startsWith("HTTP/1.1 200");
            assertThat(server.raw(more)).startsWith("HTTP/1.1 413").contains("payload_too_large");
            assertThat(requests.bytesTaken()).isZero();
        }
    }

    @Test
    void incomplete_large_heads_never_exceed_the_part_of_an_address() throws IOException {
        try (TestServer server = start()) {
            List<String> starts = List.of(
                    "GET /chats HTTP/1.1\r\nHost: localhost\r\n" + fields(BoundedHttpConnection.FIELDS_MAX - 1),
                    "GET /chats HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(15_000),
                    "GET /" + "x".repeat(15_000));
            for (String start : starts) {
                List<Socket> slow = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    slow.add(connected(server, start));
                }
                await().until(() -> closed(slow) >= 5);
                assertThat(requests.bytesTaken()).isBetween(1L, requests.bytesMax() / 4);
                assertThat(server.get("/health/live").status()).isEqualTo(200);
                for (Socket socket : slow) {
                    socket.close();
                }
                await().until(() -> requests.bytesTaken() == 0);
            }
        }
    }

    /// The number of sockets that the server has closed.
    private static long closed(List<Socket> sockets) {
        return sockets.stream().filter(HeadMemoryTest::isClosed).count();
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(10);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void a_large_head_holds_memory_until_its_response() throws IOException {
        String start = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX: "
                + "x".repeat(13_000) + "\r\nContent-Length: 100\r\n\r\n{";
        try (TestServer server = start()) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                slow.add(connected(server, start));
            }
            await().until(() -> requests.bytesTaken() > 9 * 13_000);
            try (Socket refused = connected(server, start)) {
                assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 503")
                        .contains("Retry-After")
                        .contains("\"code\":\"unavailable\"");
            }
            for (Socket socket : slow) {
                socket.getOutputStream().write("x".repeat(99).getBytes(StandardCharsets.US_ASCII));
            }
            await().until(() -> requests.bytesTaken() == 0);
            assertThat(closed(slow)).as("connections that ended").isZero();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_connection_without_a_request_holds_no_memory_after_a_large_head() throws IOException {
        String request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
                + fields(BoundedHttpConnection.FIELDS_MAX - 1) + "\r\n";
        try (TestServer server = start();
                Socket socket = connected(server, request)) {
            for (int i = 0; i < 20; i++) {
                byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
                assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
                await().until(() -> requests.bytesTaken() == 0);
                socket.getInputStream().skipNBytes(socket.getInputStream().available());
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
