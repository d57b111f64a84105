package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A WebSocket that records received frames.
final class Frames implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Frames(HttpCaller caller) {
        this(caller, builder -> {});
    }

    /// @param handshake may add headers to the handshake
    Frames(HttpCaller caller, Consumer<WebSocket.Builder> handshake) {
        WebSocket.Builder builder = caller.client().newWebSocketBuilder();
        handshake.accept(builder);
        this.socket = builder.buildAsync(caller.socket(), this).join();
    }

    /// Opens a WebSocket as a page of another origin does.
    static Frames from(HttpCaller caller, String origin) {
        return new Frames(caller, builder -> builder.header("Origin", origin));
    }

    /// Opens a connection and returns after `live`.
    static Frames live(HttpCaller caller, String token) {
        Frames frames = new Frames(caller);
        frames.say(hello(token));
        frames.next(frame -> "live".equals(frame.path("type").asText()));
        return frames;
    }

    static String hello(String token) {
        return "{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}";
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    void sayBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /// Waits for the next matching frame; earlier frames are skipped.
    JsonNode next(Predicate<JsonNode> wanted) {
        try {
            while (true) {
                JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("nothing of that kind came; closed: " + closed.getNow(null));
                }
                assertThat(problems).as("frames as described").isEmpty();
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            FrameSchemas.problemFromServer(partial.toString()).ifPresent(problems::add);
            try {
                frames.add(Json.parse(partial.toString().getBytes(StandardCharsets.UTF_8)));
            } catch (MalformedJsonException e) {
                throw new AssertionError("the server sent " + partial, e);
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
        assertThat(problems).as("frames as described").isEmpty();
    }
}
