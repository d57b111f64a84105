package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Message;
import io.vestnik.client.Transport;
import io.vestnik.faults.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Two users who read as much as possible, in parallel and slowly, while another user sends.
final class GreedyReaders {
    private static final int MESSAGES = 1000;
    private static final int READERS_AT_ONCE = 20;

    /// The number of slow readers of one user. Further requests of this user wait for them.
    private static final int SLOW_READERS = 60;

    private static final int BYSTANDER_SENDS = 100;

    /// The maximum duration of a send by another user.
    private static final Duration SEND_MAX = Duration.ofSeconds(2);

    private GreedyReaders() {}

    /// Attacks a server, and asserts that it lives, serves the sender in time, and serves the readers afterwards.
    static void attack(RunningServer server) throws Exception {
        Transport transport = Transport.create();
        try (HttpClient http = HttpClient.newHttpClient();
                Person mallory = Person.registers(server.address(), transport, "Mallory");
                Person alice = Person.registers(server.address(), transport, "Alice");
                Person bob = Person.registers(server.address(), transport, "Bob")) {
            UUID large = mallory.opensAChatWith(bob);
            fill(mallory, large);
            UUID chat = alice.opensAChatWith(bob);
            Set<Integer> statuses = new ConcurrentSkipListSet<>();
            AtomicBoolean over = new AtomicBoolean();
            List<Socket> slow = slowReaders(server, mallory, large);
            try (ExecutorService attack = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < READERS_AT_ONCE; i++) {
                    Person reader = i % 2 == 0 ? mallory : bob;
                    attack.execute(() -> {
                        while (!over.get()) {
                            statuses.add(
                                    status(http, server, reader, "/chats/" + large + "/changes?after=0&limit=1000"));
                        }
                    });
                }
                try {
                    sendsInTime(alice, chat);
                } finally {
                    over.set(true);
                }
            }
            assertThat(statuses).contains(200).isSubsetOf(200, 429, 503);
            for (Socket socket : slow) {
                socket.close();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> status(http, server, mallory, "/history/" + large + "?limit=200") == 200);
            assertThat(bob.history(chat)).hasSize(BYSTANDER_SENDS);
        }
        assertThat(server.isAlive()).isTrue();
        assertThat(server.output()).doesNotContain("java.lang.OutOfMemoryError");
    }

    private static void fill(Person sender, UUID chat) throws Exception {
        String longest = "😀".repeat(4096);
        List<CompletableFuture<Message>> sends = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sends.add(sender.sends(chat, longest));
        }
        for (CompletableFuture<Message> send : sends) {
            send.get(120, TimeUnit.SECONDS);
        }
    }

    private static void sendsInTime(Person sender, UUID chat) throws Exception {
        for (int i = 0; i < BYSTANDER_SENDS; i++) {
            long began = System.nanoTime();
            sender.sends(chat, "bystander " + i).get(30, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SEND_MAX);
        }
    }

    private static List<Socket> slowReaders(RunningServer server, Person reader, UUID chat) throws IOException {
        List<Socket> slow = new ArrayList<>();
        String request = "GET /history/" + chat + "?limit=200 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + reader.session().accessToken() + "\r\n\r\n";
        for (int i = 0; i < SLOW_READERS; i++) {
            Socket socket = new Socket();
            // With a small buffer, most of the response stays in the server.
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.address().getPort()));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        return slow;
    }

    private static int status(HttpClient http, RunningServer server, Person reader, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(server.address().resolve(path))
                                    .header(
                                            "Authorization",
                                            "Bearer " + reader.session().accessToken())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
