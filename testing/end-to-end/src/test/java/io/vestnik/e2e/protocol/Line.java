package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.client.Closed;
import io.vestnik.client.RawSocket;
import io.vestnik.client.Transport;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// One WebSocket with its frames in order of arrival.
final class Line implements AutoCloseable {
    private static final Transport TRANSPORT = Transport.create();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /// The interval of checks for the end of a connection, in nanoseconds.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final List<JsonNode> waiting = new ArrayList<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refs = new AtomicInteger();
    private final RawSocket socket;

    Line(URI server) {
        this.socket = RawSocket.open(server, TRANSPORT, new Incoming());
    }

    Line says(String frame) {
        socket.text(frame);
        return this;
    }

    /// Sends a request without waiting for its answer.
    ///
    /// @param fields the fields in JSON, with ' in place of "
    /// @return the `ref` of the request
    int requests(String type, String fields, Object... values) {
        int ref = refs.incrementAndGet();
        says(Actor.json(
                "{'type':'%s','ref':%d%s}", type, ref, fields.isEmpty() ? "" : "," + Actor.filled(fields, values)));
        return ref;
    }

    /// Sends a request and returns its answer. Events that arrive before the answer are kept.
    JsonNode asks(String type, String fields, Object... values) {
        return answer(requests(type, fields, values));
    }

    /// Waits for the answer to a request and returns it.
    JsonNode answer(int ref) {
        return take(frame -> frame.path("ref").asInt(-1) == ref, "an answer to " + ref);
    }

    /// Waits for the next frame that was not read yet, and returns it.
    JsonNode next() {
        return take(frame -> true, "a frame");
    }

    /// Waits for the next frame, which must have this type, and returns it.
    JsonNode next(String type) {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        return frame;
    }

    /// Waits for a frame of this type. Returns all frames up to this frame, which is included.
    List<JsonNode> upTo(String type) {
        List<JsonNode> frames = new ArrayList<>();
        do {
            frames.add(next());
        } while (!frames.getLast().path("type").asText().equals(type));
        return frames;
    }

    /// Waits for a frame of this type at any position, and returns it. The frames before it are kept.
    JsonNode find(String type) {
        return take(frame -> frame.path("type").asText().equals(type), type);
    }

    /// Waits at most this time for a matching frame, and returns it if it arrives. The frames before it are kept.
    ///
    /// @throws AssertionError if the connection is closed
    Optional<JsonNode> poll(long nanos, Predicate<JsonNode> wanted) {
        long left = nanos;
        lock.lock();
        try {
            while (true) {
                assertThat(problems).as("frames as described").isEmpty();
                for (int i = 0; i < waiting.size(); i++) {
                    if (wanted.test(waiting.get(i))) {
                        return Optional.of(waiting.remove(i));
                    }
                }
                if (socket.closed().isDone()) {
                    throw new AssertionError("closed: " + socket.closed().getNow(null) + ", there is " + waiting);
                }
                if (left <= 0) {
                    return Optional.empty();
                }
                left -= Math.min(left, LOOK_NANOS) - came.awaitNanos(Math.min(left, LOOK_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private JsonNode take(Predicate<JsonNode> wanted, String what) {
        return poll(PATIENCE_NANOS, wanted)
                .orElseThrow(() -> new AssertionError("waited for " + what + ", there is " + rest()));
    }

    /// Returns all received frames that were not read.
    List<JsonNode> rest() {
        lock.lock();
        try {
            return List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end of the connection and returns the close code.
    int closeCode() {
        return socket.closed().orTimeout(60, TimeUnit.SECONDS).join().code();
    }

    boolean isOpen() {
        return !socket.closed().isDone();
    }

    RawSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.cut();
        assertThat(problems).as("frames as described").isEmpty();
    }

    private final class Incoming implements RawSocket.Listener {
        @Override
        public void text(String frame) {
            FrameSchemas.problemFromServer(frame).ifPresent(problems::add);
            JsonNode json;
            try {
                json = Json.parse(frame.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedJsonException e) {
                throw new AssertionError("the server sent " + frame, e);
            }
            lock.lock();
            try {
                waiting.add(json);
                came.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void closed(Closed how) {
            lock.lock();
            try {
                came.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
