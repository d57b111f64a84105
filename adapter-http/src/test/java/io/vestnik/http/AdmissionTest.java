package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.http.edge.Network;
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
        Admission admission = new Admission(max, List.of(Network.parse("127.0.0.0/8")));
        List<Connection> full = IntStream.range(0, max)
                .mapToObj(i -> opened(new AtomicInteger(), admission))
                .toList();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT)) {
            for (int thread = 0; thread < CONCURRENT; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        admission.onClosed(opened(refused, admission));
                    }
                });
            }
        }
        assertThat(refused).hasValue(CONCURRENT * each);
        full.forEach(admission::onClosed);
        for (int i = 0; i < max; i++) {
            opened(refused, admission);
        }
        assertThat(refused).as("places given back").hasValue(CONCURRENT * each);
    }

    /// A connection that counts the refusals written to connections without a place.
    private static Connection opened(AtomicInteger refused, Admission admission) {
        EndPoint endPoint = (EndPoint) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(),
                new Class<?>[] {EndPoint.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close", "setIdleTimeout" -> {
                        refused.incrementAndGet();
                        yield null;
                    }
                    case "getRemoteSocketAddress" -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        Connection connection = (Connection) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class, ConnectionMetaData.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getEndPoint" -> endPoint;
                    case "hashCode" -> System.identityHashCode(proxy);
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

    /// The head of a response, on a connection that stays open.
    private static String ask(Socket socket) {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
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

    /// All bytes up to the end of the connection.
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
