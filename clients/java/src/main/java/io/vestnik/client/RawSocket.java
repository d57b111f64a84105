package io.vestnik.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One WebSocket that sends and receives whole text frames and does not interpret them.
///
/// The listener receives frames in order, and each frame only after it has handled the previous one. Frames are sent in
/// the order in which the sending methods were called. While {@linkplain #pause() paused}, the socket reads nothing
/// from the network, so that the server sees a slow consumer. Thread-safe.
public final class RawSocket {

    /// Receives the frames.
    public interface Listener {
        /// A whole text frame arrived.
        void text(String frame);

        /// Data arrived, for example a ping or a text frame. Called before {@link #text}.
        default void dataReceived() {}

        /// The connection ended. This is the last call.
        void closed(Closed closed);
    }

    /// The maximum time to wait, after a failed send, for a close frame that the peer sent before the failure.
    private static final Duration CLOSE_FRAME_DUE = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final Listener listener;

    /// Held while the listener runs, so that `closed` is its last call even if another thread cuts the connection.
    private final ReentrantLock delivery = new ReentrantLock();

    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<@Nullable Void> lastSend = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;
    private boolean paused;
    private boolean owed;

    private RawSocket(Recorder recorder, Listener listener) {
        this.recorder = recorder;
        this.listener = listener;
    }

    /// Connects to `/ws` of a server and completes the handshake.
    ///
    /// @throws ConnectionLostException if no server answers, or something other than the server answers
    /// @throws VestnikException if the server refuses the handshake
    public static RawSocket open(URI server, Transport transport, Listener listener) {
        RawSocket raw = new RawSocket(transport.recorder(), listener);
        try {
            raw.start(transport
                    .http()
                    .newWebSocketBuilder()
                    .connectTimeout(transport.timeout())
                    .buildAsync(address(server), raw.new Incoming())
                    .join());
            return raw;
        } catch (CompletionException e) {
            throw refused(server, e.getCause() == null ? e : e.getCause());
        }
    }

    /// Sends a text frame. {@link #sent} reports whether it was sent.
    public void text(String frame) {
        recorder.frameSent(frame);
        inTurn(to -> to.sendText(frame, true));
    }

    /// Sends a binary frame, which the protocol forbids.
    public void binary(byte[] frame) {
        inTurn(to -> to.sendBinary(ByteBuffer.wrap(frame), true));
    }

    /// Sends a WebSocket ping.
    public void ping() {
        inTurn(to -> to.sendPing(ByteBuffer.allocate(0)));
    }

    /// Closes the connection with a close frame of code 1000.
    public void close() {
        inTurn(to -> to.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    /// Cuts the connection without a close frame, as a network failure does. The listener is called soon afterwards, on
    /// another thread.
    public void cut() {
        WebSocket to = socket();
        if (to != null) {
            to.abort();
        }
        Thread.startVirtualThread(() -> end(new Closed(Closed.ABNORMAL, "cut")));
    }

    /// Stops reading from the network. A frame that is already being read is still delivered.
    public void pause() {
        lock.lock();
        try {
            paused = true;
        } finally {
            lock.unlock();
        }
    }

    /// Resumes reading.
    public void resume() {
        lock.lock();
        try {
            paused = false;
            if (owed && socket != null) {
                owed = false;
                socket.request(1);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Completes when all frames that were passed to this socket so far have been handed to the network. Fails if the
    /// last of them could not be handed over.
    public CompletableFuture<@Nullable Void> sent() {
        lock.lock();
        try {
            return lastSend.copy();
        } finally {
            lock.unlock();
        }
    }

    /// Completes at the end of the connection.
    public CompletableFuture<Closed> closed() {
        return closed.copy();
    }

    private void start(WebSocket opened) {
        lock.lock();
        try {
            socket = opened;
        } finally {
            lock.unlock();
        }
        demand();
    }

    private @Nullable WebSocket socket() {
        lock.lock();
        try {
            return socket;
        } finally {
            lock.unlock();
        }
    }

    private void demand() {
        lock.lock();
        try {
            if (paused || socket == null) {
                owed = true;
            } else {
                socket.request(1);
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Sending {
        CompletionStage<?> on(WebSocket socket);
    }

    /// Sends after all earlier sends are complete, since the JDK refuses overlapping sends.
    private void inTurn(Sending sending) {
        lock.lock();
        try {
            WebSocket to = socket;
            lastSend = to == null || closed.isDone()
                    ? CompletableFuture.failedFuture(new ConnectionLostException("closed", null))
                    : lastSend.handle((result, failure) -> to)
                            .thenCompose(sending::on)
                            .thenApply(done -> null);
            CompletableFuture<?> unused = lastSend.whenComplete((done, failure) -> {
                if (failure != null) {
                    endSoon(to, String.valueOf(failure.getMessage()));
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /// Ends the connection after a failed send, since the JDK does not always report the end of a broken connection. A
    /// close frame of the peer may still arrive, so this method waits for it first.
    private void endSoon(@Nullable WebSocket from, String why) {
        CompletableFuture.delayedExecutor(CLOSE_FRAME_DUE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (from != null) {
                        from.abort();
                    }
                    end(new Closed(Closed.ABNORMAL, why));
                });
    }

    private void end(Closed how) {
        delivery.lock();
        try {
            if (!closed.isDone()) {
                recorder.closed(how);
                listener.closed(how);
                closed.complete(how);
            }
        } finally {
            delivery.unlock();
        }
    }

    private void receive(@Nullable String frame) {
        delivery.lock();
        try {
            if (!closed.isDone()) {
                listener.dataReceived();
                if (frame != null) {
                    recorder.frameReceived(frame);
                    listener.text(frame);
                }
            }
        } catch (RuntimeException e) {
            // A frame that cannot be processed ends the connection, because the client would otherwise miss the frame.
            WebSocket from = socket();
            if (from != null) {
                from.abort();
            }
            end(new Closed(Closed.ABNORMAL, String.valueOf(e.getMessage())));
            return;
        } finally {
            delivery.unlock();
        }
        demand();
    }

    private static URI address(URI server) {
        String text = server.toString();
        String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create("ws" + base.substring("http".length()) + "/ws");
    }

    private static RuntimeException refused(URI server, Throwable cause) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            HttpResponse<?> response = handshake.getResponse();
            VestnikException refusal = HttpTransport.refusal(
                    response.statusCode(),
                    name -> response.headers().firstValue(name).orElse(null),
                    response.body() instanceof String body ? body : "");
            return refusal == null
                    ? new ConnectionLostException(
                            server + ": the handshake was answered with " + response.statusCode(), cause)
                    : refusal;
        }
        return new ConnectionLostException(server + ": " + cause.getMessage(), cause);
    }

    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        /// Requests no frame, so that no frame arrives before {@link RawSocket#start}, which requests the first frame.
        @Override
        public void onOpen(WebSocket opened) {}

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String frame = partial.toString();
                partial.setLength(0);
                receive(frame);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            receive(null);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            receive(null);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            receive(null);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(new Closed(Closed.ABNORMAL, String.valueOf(error.getMessage())));
        }
    }
}
