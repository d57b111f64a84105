package io.vestnik.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One authenticated WebSocket, with typed frames in order, and a future for each request.
///
/// The future of a request completes after the listener has received the answer. It fails with {@link VestnikException}
/// if the server refuses the request, and with {@link ConnectionLostException} if the connection ends before the
/// answer. Futures complete on the thread that reads the connection, so dependent actions must not block. Thread-safe.
public final class LiveSocket {

    /// Receives the frames one at a time, in order, on the thread that reads the connection.
    public interface Listener {
        /// A frame arrived. Answers to requests are passed, too.
        void frame(ServerFrame frame);

        /// The connection ended. This is the last call.
        default void closed(Closed closed) {}

        /// Data arrived. It may be a ping or something else that is not a frame of the protocol.
        default void dataReceived() {}
    }

    private final Map<String, CompletableFuture<ServerFrame.Answer>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastRef = new AtomicLong();
    private final CompletableFuture<ServerFrame.Ready> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> live = new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final RawSocket raw;

    private LiveSocket(URI server, Transport transport, Listener listener) {
        this.raw = RawSocket.open(server, transport, new Incoming(listener));
    }

    /// Connects and sends `hello`. Requests may be sent once {@link #ready()} is complete; the connection is up to date
    /// once {@link #live()} is complete.
    ///
    /// @throws ConnectionLostException if no server answers
    /// @throws VestnikException if the server refuses the handshake
    public static LiveSocket connect(URI server, Transport transport, Hello hello, Listener listener) {
        LiveSocket socket = new LiveSocket(server, transport, listener);
        socket.raw.text(hello.json());
        return socket;
    }

    /// Completes with the `ready` frame, which names the authenticated user; fails if the connection ends before.
    public CompletableFuture<ServerFrame.Ready> ready() {
        return ready.copy();
    }

    /// Completes at the end of the replay; fails if the connection ends before.
    public CompletableFuture<Void> live() {
        return live.copy();
    }

    /// Completes at the end of the connection.
    public CompletableFuture<Closed> closed() {
        return closed.copy();
    }

    /// The underlying socket, for tests that cut the connection, pause reading, or send invalid frames.
    public RawSocket raw() {
        return raw;
    }

    /// Sends a message; completes once the message is durable.
    ///
    /// @param key the idempotency key; a retry must use the same key
    public CompletableFuture<ServerFrame.Sent> send(UUID chatId, UUID key, String text, @Nullable Long replyTo) {
        return ask("send", ServerFrame.Sent.class, frame -> {
            frame.put("chatId", chatId.toString()).put("key", key.toString()).put("text", text);
            if (replyTo != null) {
                frame.put("replyTo", replyTo);
            }
        });
    }

    public CompletableFuture<ServerFrame.Ok> edit(UUID chatId, long id, String text) {
        return ask(
                "edit",
                ServerFrame.Ok.class,
                frame -> frame.put("chatId", chatId.toString()).put("id", id).put("text", text));
    }

    public CompletableFuture<ServerFrame.Ok> delete(UUID chatId, long id) {
        return ask(
                "delete",
                ServerFrame.Ok.class,
                frame -> frame.put("chatId", chatId.toString()).put("id", id));
    }

    /// Moves the user's read mark forward.
    public CompletableFuture<ServerFrame.Ok> read(UUID chatId, long upTo) {
        return ask(
                "read",
                ServerFrame.Ok.class,
                frame -> frame.put("chatId", chatId.toString()).put("upTo", upTo));
    }

    /// Tells the server that the user is typing; there is no answer.
    public void typing(UUID chatId) {
        raw.text(Frames.frame("typing").put("chatId", chatId.toString()).toString());
    }

    /// Replaces the access token of this connection by a fresh one.
    public CompletableFuture<ServerFrame.Ok> auth(String token) {
        return ask("auth", ServerFrame.Ok.class, frame -> frame.put("token", token));
    }

    public CompletableFuture<ServerFrame.Pong> ping() {
        return ask("ping", ServerFrame.Pong.class, frame -> {});
    }

    /// Closes the connection with a close frame.
    public void close() {
        raw.close();
    }

    /// The number of unanswered requests.
    public int unanswered() {
        return waiting.size();
    }

    private interface Filling {
        void into(ObjectNode frame);
    }

    private <T extends ServerFrame.Answer> CompletableFuture<T> ask(String type, Class<T> answer, Filling filling) {
        long ref = lastRef.incrementAndGet();
        ObjectNode frame = Frames.request(type, ref);
        filling.into(frame);
        CompletableFuture<ServerFrame.Answer> waits = new CompletableFuture<>();
        waiting.put(Long.toString(ref), waits);
        raw.text(frame.toString());
        // This check follows the put, so that either this method or `closed`, whichever runs later, fails the request.
        if (closed.isDone()) {
            failWaiting(closed.join());
        }
        return waits.thenApply(got -> switch (got) {
            case ServerFrame.Refused refused -> throw refused.asException();
            case ServerFrame.Sent sent -> answer.cast(sent);
            case ServerFrame.Ok ok -> answer.cast(ok);
            case ServerFrame.Pong pong -> answer.cast(pong);
        });
    }

    private void failWaiting(Closed how) {
        ConnectionLostException lost =
                new ConnectionLostException("closed with " + how.code() + " " + how.reason(), null);
        ready.completeExceptionally(lost);
        live.completeExceptionally(lost);
        for (String ref : List.copyOf(waiting.keySet())) {
            CompletableFuture<ServerFrame.Answer> waits = waiting.remove(ref);
            if (waits != null) {
                waits.completeExceptionally(lost);
            }
        }
    }

    private void settle(ServerFrame frame) {
        switch (frame) {
            case ServerFrame.Ready got -> ready.complete(got);
            case ServerFrame.Live caughtUp -> live.complete(null);
            case ServerFrame.Answer answer -> {
                String ref = answer.ref();
                CompletableFuture<ServerFrame.Answer> waits = ref == null ? null : waiting.remove(ref);
                if (waits != null) {
                    waits.complete(answer);
                }
            }
            case ServerFrame.Event event -> {}
        }
    }

    private final class Incoming implements RawSocket.Listener {
        private final Listener listener;

        Incoming(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void text(String text) {
            ServerFrame frame = Frames.read(text);
            listener.frame(frame);
            settle(frame);
        }

        @Override
        public void dataReceived() {
            listener.dataReceived();
        }

        @Override
        public void closed(Closed how) {
            // `closed` completes before the listener is called, so that a thread that the listener wakes finds the
            // connection closed.
            closed.complete(how);
            failWaiting(how);
            listener.closed(how);
        }
    }
}
