package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.http.edge.Network;
import io.vestnik.http.edge.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final String REQUEST = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final int CONCURRENT = 4;

    @Test
    void a_connection_beyond_the_bound_gets_503_until_another_closes() throws IOException {
        try (TestServer server = server(8, List.of(Network.parse("127.0.0.0/8")))) {
            List<Socket> allowed = open(server, "127.0.0.1", 8);
            allowed.forEach(socket -> assertThat(ask(socket)).startsWith("HTTP/1.1 200"));
            try (Socket refused = connect(server, "127.0.0.1")) {
                assertThat(askAll(refused))
                        .startsWith("HTTP/1.1 503")
                        .contains("Retry-After: 1")
                        .contains("Connection: close")
                        .contains("\"code\":\"unavailable\"");
            }
            assertThat(ask(allowed.getFirst())).startsWith("HTTP/1.1 200");
            allowed.getFirst().close();
            await().until(() -> ask(server, "127.0.0.1").startsWith("HTTP/1.1 200"));
            close(allowed);
        }
    }

    @Test
    void an_address_holds_at_most_a_quarter_of_the_connections() throws IOException {
        try (TestServer server = server(40, List.of())) {
            List<Socket> greedy = open(server, "127.0.0.2", 10);
            greedy.forEach(socket -> assertThat(ask(socket)).startsWith("HTTP/1.1 200"));
            assertThat(ask(server, "127.0.0.2")).startsWith("HTTP/1.1 503");
            assertThat(ask(server, "127.0.0.3")).startsWith("HTTP/1.1 200");
            close(greedy);
            await().until(() -> ask(server, "127.0.0.2").startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void silent_connections_are_closed_and_release_their_places() throws IOException {
        try (TestServer server = server(8, List.of(Network.parse("127.0.0.0/8")))) {
            List<Socket> allowed = open(server, "127.0.0.1", 8);
            allowed.forEach(socket -> assertThat(ask(socket)).startsWith("HTTP/1.1 200"));
            List<Socket> flood = open(server, "127.0.0.1", 3 * Admission.REFUSALS_MAX);
            flood.forEach(socket -> assertThat(endsWithoutAnswer(socket)).isTrue());
            assertThat(ask(allowed.getFirst())).startsWith("HTTP/1.1 200");
            close(allowed);
            await().until(() -> ask(server, "127.0.0.1").startsWith("HTTP/1.1 200"));
            close(flood);
        }
    }

    @Test
    void connections_never_exceed_the_bound_under_concurrent_open_and_close() throws InterruptedException {
        int max = 8;
        int each = 20_000;
        Admission admission = new Admission(max, new Peers(List.of(Network.parse("127.0.0.0/8"))));
        List<Connection> full = IntStream.range(0, max)
                .mapToObj(i -> opened("127.0.0.1", new AtomicInteger(), admission))
                .toList();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT)) {
            for (int thread = 0; thread < CONCURRENT; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        admission.onClosed(opened("127.0.0.1", refused, admission));
                    }
                });
            }
        }
        assertThat(refused).hasValue(CONCURRENT * each);
        full.forEach(admission::onClosed);
        for (int i = 0; i < max; i++) {
            opened("127.0.0.1", refused, admission);
        }
        assertThat(refused).as("places given back").hasValue(CONCURRENT * each);
    }

    @Test
    void a_64_holds_a_quarter_and_a_56_and_a_48_hold_half_of_the_connections() {
        Admission admission = new Admission(40, new Peers(List.of()));
        assertThat(admitted(20, i -> "2001:db8:1:1::" + i, admission)).isEqualTo(10);
        assertThat(admitted(200, i -> "2001:db8:1:" + i % 100 + "::" + i, admission))
                .as("of the /56")
                .isEqualTo(10);
        assertThat(admitted(99, i -> "2001:db8:1:" + (1 + i) + "00::1", admission))
                .as("of the /48")
                .isZero();
        assertThat(admitted(20, i -> "192.0.2.7", admission))
                .as("of another address")
                .isEqualTo(10);
    }

    private static long admitted(int count, IntFunction<String> addresses, Admission admission) {
        return IntStream.range(0, count)
                .filter(i -> {
                    AtomicInteger refused = new AtomicInteger();
                    opened(addresses.apply(i), refused, admission);
                    return refused.get() == 0;
                })
                .count();
    }

    @Test
    void a_full_port_closes_an_idle_connection_of_the_network_with_most_of_them() throws IOException {
        try (TestServer server = server(8, List.of())) {
            List<Socket> idle = new ArrayList<>();
            for (int address = 2; address < 6; address++) {
                for (int i = 0; i < 2; i++) {
                    idle.add(connect(server, "127.0.0." + address));
                    // An answer shows that the server has opened the connection. So the server opens the connections in
                    // this order.
                    assertThat(ask(idle.getLast())).startsWith("HTTP/1.1 200");
                }
            }
            assertThat(ask(idle.getFirst())).startsWith("HTTP/1.1 200");
            try (Socket other = connect(server, "127.0.0.9")) {
                assertThat(ask(other)).startsWith("HTTP/1.1 200");
                // The second connection has been idle for longest, since the first connection was used again.
                assertThat(endsWithoutAnswer(idle.get(1))).isTrue();
                assertThat(ask(idle.getFirst())).startsWith("HTTP/1.1 200");
                // The new connection is refused: with it, its network would have as many connections as the most loaded
                // network.
                assertThat(ask(server, "127.0.0.9")).startsWith("HTTP/1.1 503");
            }
            close(idle);
        }
    }

    @Test
    void handshakes_count_as_websockets_and_leave_an_eighth_for_http() throws IOException {
        String handshake = """
            POST /auth/login HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Content-Type: application/json\r
            Content-Length: 2\r
            \r
            """;
        try (TestServer server = server(16, List.of(Network.parse("127.0.0.0/8")))) {
            List<Socket> handshakes = open(server, "127.0.0.1", 15);
            for (Socket socket : handshakes) {
                send(socket, handshake);
            }
            // The server refuses one of these requests, and waits for the bodies of the others.
            await().until(() -> !answered(handshakes).isEmpty());
            assertThat(ask(server, "127.0.0.1")).startsWith("HTTP/1.1 200");
            List<Socket> refused = answered(handshakes);
            assertThat(refused).hasSize(1);
            for (Socket socket : handshakes) {
                send(socket, "{}");
                assertThat(status(socket)).isEqualTo(refused.contains(socket) ? "503" : "400");
            }
            try (Socket repeating = connect(server, "127.0.0.1")) {
                for (int i = 0; i < 20; i++) {
                    assertThat(answerTo(handshake + "{}", repeating))
                            .as("refused handshakes end")
                            .startsWith("HTTP/1.1 400");
                }
            }
            close(handshakes);
        }
    }

    /// Returns the sockets on which an answer has arrived.
    private static List<Socket> answered(List<Socket> sockets) throws IOException {
        List<Socket> answered = new ArrayList<>();
        for (Socket socket : sockets) {
            if (socket.getInputStream().available() > 0) {
                answered.add(socket);
            }
        }
        return answered;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String status(Socket socket) throws IOException {
        String line = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.UTF_8);
        return line.substring("HTTP/1.1 ".length());
    }

    /// Opens a connection that increments `refused` when it is refused or closed.
    private static Connection opened(String address, AtomicInteger refused, Admission admission) {
        EndPoint endPoint = (EndPoint) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(),
                new Class<?>[] {EndPoint.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close", "setIdleTimeout" -> {
                        refused.incrementAndGet();
                        yield null;
                    }
                    case "getRemoteSocketAddress" -> new InetSocketAddress(InetAddress.getByName(address), 1);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        Connection connection = (Connection) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class, ConnectionMetaData.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getEndPoint" -> endPoint;
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        admission.onOpened(connection);
        return connection;
    }

    private static TestServer server(int connectionsMax, List<Network> proxies) {
        return TestServer.start(
                new HttpSettings(Optional.of("127.0.0.1"), 0, proxies, Set.of(), Optional.empty(), connectionsMax, 0));
    }

    private static List<Socket> open(TestServer server, String from, int count) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(connect(server, from));
        }
        return sockets;
    }

    private static Socket connect(TestServer server, String from) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.server().port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String ask(TestServer server, String from) {
        try (Socket socket = connect(server, from)) {
            return ask(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a request on a connection that stays open, and returns the head of the response.
    private static String ask(Socket socket) {
        return answerTo(REQUEST, socket);
    }

    private static String answerTo(String request, Socket socket) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            in.skipNBytes(in.available());
            return head.toString();
        } catch (SocketException e) {
            return e.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a request, and returns all bytes that arrive until the server closes the connection.
    private static String askAll(Socket socket) throws IOException {
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean endsWithoutAnswer(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
