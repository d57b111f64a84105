package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Transport;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests a process with a low limit on open files, while clients open more connections than the limit allows.
@EnabledOnOs(value = OS.LINUX, disabledReason = "clients come from several addresses of the loopback network")
class DescriptorLimitTest {
    private static final int OPEN_FILES = 500;
    private static final int ADDRESSES = 10;
    private static final int CONNECTIONS_EACH = 60;

    @TempDir
    private Path directory;

    @Test
    void excess_connections_are_refused_and_connected_users_continue() throws Exception {
        try (ServerProcess server =
                        Program.on(directory).withOpenFiles(OPEN_FILES).start();
                HttpClient http = HttpClient.newHttpClient()) {
            Transport transport = Transport.create();
            try (Person alice = Person.registers(server.address(), transport, "Alice");
                    Person bob = Person.registers(server.address(), transport, "Bob")) {
                UUID chat = alice.opensAChatWith(bob);
                alice.sends(chat, "before").get(30, TimeUnit.SECONDS);
                List<Socket> flood = flood(server);
                for (int i = 0; i < 20; i++) {
                    alice.sends(chat, "during " + i).get(30, TimeUnit.SECONDS);
                }
                for (Socket socket : flood) {
                    socket.close();
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> status(http, server) == 200);
                alice.sends(chat, "after").get(30, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> bob.view(chat).size() == 22);
                assertThat(alice.partings()).isEmpty();
                assertThat(bob.partings()).isEmpty();
            }
            assertThat(server.output()).doesNotContain("Too many open files");
        }
    }

    @Test
    void websockets_leave_an_eighth_of_the_connections_for_http() throws Exception {
        try (ServerProcess server =
                        Program.on(directory).withOpenFiles(OPEN_FILES).start();
                HttpClient http = HttpClient.newHttpClient()) {
            List<Socket> sockets = new ArrayList<>();
            String status;
            do {
                InetAddress from = InetAddress.getByName("127.0.0." + (10 + sockets.size() / CONNECTIONS_EACH));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort(), from, 0);
                sockets.add(socket);
                status = handshake(socket);
            } while (status.equals("101") && sockets.size() < OPEN_FILES);
            assertThat(status).isEqualTo("503");
            assertThat(status(http, server)).isEqualTo(200);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String handshake(Socket socket) throws IOException {
        socket.getOutputStream().write("""
            GET /ws HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """.getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 101".length());
        return new String(start, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }

    private static List<Socket> flood(ServerProcess server) throws IOException {
        List<Socket> flood = new ArrayList<>();
        for (int address = 0; address < ADDRESSES; address++) {
            InetAddress from = InetAddress.getByName("127.0.0." + (10 + address));
            for (int i = 0; i < CONNECTIONS_EACH; i++) {
                flood.add(new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort(), from, 0));
            }
        }
        return flood;
    }

    private static int status(HttpClient http, ServerProcess server) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(server.address().resolve("/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
