package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.RateLimitedException;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.TestServer.Reply;
import io.vestnik.http.edge.Network;
import io.vestnik.http.endpoint.Paging;
import io.vestnik.http.route.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The bounds of memory over all requests.
class TotalMemoryTest {
    private static final String HISTORY = "/history/" + Samples.CHAT.value() + "?limit=200";
    private static final String MESSAGES = "/chats/" + Samples.CHAT.value() + "/messages";
    private static final int PAGE = 200;

    /// A budget of four pages. Each user may hold a quarter of it, which is one page.
    private final MemoryBudget responses =
            new MemoryBudget("responses", Paging.messagesBytes(PAGE) * ResponseMemory.USER_SHARE);

    private final MemoryBudget requests = new MemoryBudget("requests", 8L * RequestBody.BYTES_MAX);
    private final List<Message> longest =
            IntStream.rangeClosed(1, PAGE).mapToObj(TotalMemoryTest::longest).toList();

    private TestServer start() {
        return TestServer.start(useCases -> {
            useCases.memory = new HttpMemory(responses, requests);
            useCases.history = (chat, viewer, offset, limit) -> new Outcome.Done<>(new HistoryPage(longest, PAGE));
        });
    }

    private static Message longest(int id) {
        Message sample = Samples.message(id);
        return new Message(
                new MessageId(id),
                sample.chatId(),
                sample.senderId(),
                Optional.of(new MessageText("😀".repeat(4096))),
                sample.sentAt(),
                false,
                sample.version(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Socket asks(TestServer server, String head) throws IOException {
        return asks(server, head, "alice");
    }

    private static Socket asks(TestServer server, String head, String token) throws IOException {
        Socket socket = new Socket();
        // The buffer is so small that the response stays in the server.
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", server.server().port()));
        socket.getOutputStream()
                .write((head + "Host: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Requests a page whose JSON is too large for the JSON parser of the tests, and returns the status of the
    /// response.
    private static int pageStatus(TestServer server) throws IOException {
        try (Socket socket = asks(server, "GET " + HISTORY + " HTTP/1.1\r\nConnection: close\r\n")) {
            String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return Integer.parseInt(head.substring("HTTP/1.1 ".length()));
        }
    }

    @Test
    void stalled_readers_never_exceed_the_budget_and_further_ones_get_503() throws IOException {
        try (TestServer server = start()) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                slow.add(asks(server, "GET " + HISTORY + " HTTP/1.1\r\n"));
            }
            await().until(() -> responses.bytesTaken() > Paging.messagesBytes(PAGE) / 4);
            assertThat(responses.bytesTaken()).isLessThanOrEqualTo(responses.bytesMax());
            Reply refused = server.get(HISTORY);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("unavailable");
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            for (Socket socket : slow) {
                socket.close();
            }
            await().until(() -> responses.bytesTaken() == 0);
            assertThat(pageStatus(server)).isEqualTo(200);
        }
    }

    @Test
    void responses_that_are_taken_slowly_are_cut_for_another_user() throws IOException {
        try (TestServer server = start()) {
            server.useCases.authenticate = token -> new Authenticate.Outcome.Authenticated(
                    new UserId(UUID.nameUUIDFromBytes(token.value().getBytes(StandardCharsets.UTF_8))),
                    StubUseCases.DEVICE,
                    Instant.MAX);
            List<Socket> slow = new ArrayList<>();
            while (responses.bytesTaken() + Paging.messagesBytes(PAGE) <= responses.bytesMax()) {
                long before = responses.bytesTaken();
                slow.add(asks(server, "GET " + HISTORY + " HTTP/1.1\r\n", "slow" + slow.size()));
                await().until(() -> responses.bytesTaken() > before
                        && responses.bytesTaken() < before + Paging.messagesBytes(PAGE));
            }
            assertThat(pageStatus(server)).isEqualTo(200);
            assertThat(server.useCases.answered).contains("cut").doesNotContain("GET /history/{chatId} 503");
            for (Socket socket : slow) {
                socket.close();
            }
            await().until(() -> responses.bytesTaken() == 0);
        }
    }

    @Test
    void pages_read_in_parallel_wait_for_memory_and_arrive() throws Exception {
        try (TestServer server = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> replies = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> pageStatus(server)))
                    .toList();
            for (Future<Integer> reply : replies) {
                assertThat(reply.get()).isEqualTo(200);
            }
            await().until(() -> responses.bytesTaken() == 0);
        }
    }

    @Test
    void slow_large_bodies_block_neither_small_ones_nor_other_addresses() throws IOException {
        HttpSettings settings = HttpSettings.local();
        HttpSettings proxied = new HttpSettings(
                settings.host(),
                0,
                List.of(Network.parse("127.0.0.0/8")),
                Set.of(),
                Optional.empty(),
                settings.connectionsMax(),
                settings.runningPerUserMax());
        try (TestServer server = TestServer.start(proxied, useCases -> {
            useCases.memory = new HttpMemory(responses, requests);
            useCases.send = command -> {
                throw new RateLimitedException(Duration.ofSeconds(1));
            };
        })) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = asks(
                        server,
                        "POST " + MESSAGES + " HTTP/1.1\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 60000\r\nX-Forwarded-For: 192.0.2.1\r\n");
                socket.getOutputStream().write(new byte[RequestBody.SMALL_BYTES + 1]);
                slow.add(socket);
            }
            // One address may hold a quarter of the budget.
            await().until(() -> requests.bytesTaken() == 2L * RequestBody.BYTES_MAX);
            String large = "{\"text\":\"" + "x".repeat(RequestBody.SMALL_BYTES) + "\"}";
            assertThat(posted(server, large, "192.0.2.1")).isEqualTo(503);
            assertThat(posted(server, "{\"text\":\"x\"}", "192.0.2.1")).isEqualTo(429);
            assertThat(posted(server, large, "192.0.2.2")).isEqualTo(429);
            for (Socket socket : slow) {
                socket.close();
            }
            await().until(() -> requests.bytesTaken() == 0);
            assertThat(posted(server, large, "192.0.2.1")).isEqualTo(429);
        }
    }

    private static int posted(TestServer server, String json, String from) {
        return server.ask(server.to(MESSAGES)
                        .header("Authorization", "Bearer alice")
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", from)
                        .POST(HttpRequest.BodyPublishers.ofString(json)))
                .status();
    }

    @Test
    void requests_beyond_one_users_bound_do_not_delay_another_user() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TestServer server = TestServer.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.useCases.devices = owner -> {
                if (owner.equals(StubUseCases.ALICE)) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    awaitOpen(open);
                    running.decrementAndGet();
                }
                return List.of();
            };
            List<Future<Reply>> replies = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> server.get("/devices")))
                    .toList();
            await().until(() -> running.get() == HttpSettings.RUNNING_PER_USER);
            HttpRequest.Builder other = server.to("/devices").header("Authorization", "Bearer bob");
            assertThat(server.ask(other).status()).isEqualTo(200);
            open.countDown();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
            assertThat(most.get()).isEqualTo(HttpSettings.RUNNING_PER_USER);
        }
    }

    private static void awaitOpen(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_error_is_reported_as_fatal_and_answered_500() {
        try (TestServer server = TestServer.start()) {
            server.useCases.devices = owner -> {
                throw new OutOfMemoryError("as if");
            };
            Reply reply = server.get("/devices");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.code()).isEqualTo("internal");
            assertThat(server.useCases.fatal).containsExactly("http-request java.lang.OutOfMemoryError: as if");
        }
    }
}
