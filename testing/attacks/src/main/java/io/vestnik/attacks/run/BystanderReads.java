package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.Pause;
import io.vestnik.attacks.kit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// The HTTP requests of a bystander: pages of chats, and the health check. Uses two threads.
final class BystanderReads {
    private static final Duration READ_EVERY = Duration.ofMillis(300);
    private static final Duration HEALTH_EVERY = Duration.ofMillis(500);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(250);
    private static final int OK = 200;

    private final int port;
    private final InetAddress address;
    private final String token;
    private final List<String> chatIds;
    private final Duration healthMax;
    private final Consumer<String> failures;
    private final Latencies latencies = new Latencies();
    private volatile boolean stopping;

    /// @param failures receives a description of each refused, slow or interrupted request
    BystanderReads(
            int port,
            InetAddress address,
            String token,
            List<String> chatIds,
            Duration healthMax,
            Consumer<String> failures) {
        this.port = port;
        this.address = address;
        this.token = token;
        this.chatIds = chatIds;
        this.healthMax = healthMax;
        this.failures = failures;
    }

    /// A request that is repeated.
    private interface Request {
        void send(HttpLine line, long count) throws IOException;
    }

    /// Starts the threads and returns them.
    List<Thread> start() {
        return List.of(start(READ_EVERY, this::read), start(HEALTH_EVERY, this::health));
    }

    Latencies latencies() {
        return latencies;
    }

    void stop() {
        stopping = true;
    }

    private Thread start(Duration every, Request request) {
        return Thread.ofPlatform().daemon().name("bystander-reads").start(() -> repeat(every, request));
    }

    private void repeat(Duration every, Request request) {
        long due = System.nanoTime();
        for (long count = 0; !stopping; ) {
            try (HttpLine line = new HttpLine(port, address)) {
                while (!stopping) {
                    request.send(line, count++);
                    due = Math.max(due + every.toNanos(), System.nanoTime() - every.toNanos());
                    Pause.until(due);
                }
            } catch (IOException e) {
                if (!stopping) {
                    failures.accept("an HTTP connection ended: " + e.getMessage());
                    Pause.of(RECONNECT_AFTER);
                }
            }
        }
    }

    private void read(HttpLine line, long count) throws IOException {
        String chatId = chatIds.get((int) (count % chatIds.size()));
        String path = switch ((int) (count % 4)) {
            case 0 -> "/chats";
            case 1 -> "/history/" + chatId + "?limit=50";
            case 2 -> "/chats/" + chatId + "/messages";
            default -> "/chats/" + chatId;
        };
        long start = System.nanoTime();
        Reply reply;
        try {
            reply = line.exchange("GET", path, token, null);
        } finally {
            latencies.add(start, System.nanoTime() - start);
        }
        if (reply.status() != OK) {
            failures.accept("GET " + path.replace(chatId, "{chatId}") + " was refused: " + reply.outcome());
        }
    }

    private void health(HttpLine line, long count) throws IOException {
        long start = System.nanoTime();
        Reply reply = line.exchange("GET", "/health/ready", null, null);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(healthMax) > 0) {
            failures.accept("/health/ready took " + took.toMillis() + " ms");
        }
        if (reply.status() != OK) {
            failures.accept("/health/ready answered " + reply.status());
        }
    }
}
