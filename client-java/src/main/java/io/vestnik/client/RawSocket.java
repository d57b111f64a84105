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

/// One WebSocket of whole text frames, with no idea of what they mean.
///
/// Frames come to the listener one at a time and in order, the next only after the listener returned; sends go out in
/// the order of the calls. While {@linkplain #pause() paused} nothing is taken from the network, so the server meets a
/// slow consumer. Safe for many threads.
public final class RawSocket {

    /// Who takes the frames.
    public interface Listener {
        /// A whole text frame.
        void text(String frame);

        /// Anything came, a ping for instance; called before {@link #text}.
        default void heard() {}

        /// Nothing comes after this.
        void closed(Closed closed);
    }

    /// How long a close frame may take that the peer sent before a send of ours failed.
    private static final Duration CLOSE_FRAME_DUE = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final Listener listener;

    /// Held while the listener runs, so that `closed` is the last thing it hears also when somebody else cuts.
    private final ReentrantLock hearing = new ReentrantLock();

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

    /// Connects to `/ws` of a server and waits until the handshake is done.
    ///
    /// @throws ConnectionLostException when no server is there, or something else answered the handshake
    /// @throws VestnikException when the server refuses the handshake
    public static RawSocket open(URI server, Wire wire, Listener listener) {
        RawSocket raw = new RawSocket(wire.recorder(), listener);
        try {
            raw.start(wire.http()
                    .newWebSocketBuilder()
                    .connectTimeout(wire.timeout())
                    .buildAsync(address(server), raw.new Incoming())
                    .join());
            return raw;
        } catch (CompletionException e) {
            throw refused(server, e.getCause() == null ? e : e.getCause());
        }
    }

    /// Sends a text frame; see {@link #sent}.
    public void text(String frame) {
        recorder.frameSent(frame);
        inTurn(to -> to.sendText(frame, true));
    }

    /// Sends a binary frame, which no server of this contract likes.
    public void binary(byte[] frame) {
        inTurn(to -> to.sendBinary(ByteBuffer.wrap(frame), true));
    }

    /// Sends a WebSocket ping.
    public void ping() {
        inTurn(to -> to.sendPing(ByteBuffer.allocate(0)));
    }

    /// Closes in an orderly way with 1000.
    public void close() {
        inTurn(to -> to.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    /// Cuts the connection, as a tunnel does: the server gets no close frame. The listener hears of it soon, on another
    /// thread.
    public void cut() {
        WebSocket to = socket();
        if (to != null) {
            to.abort();
        }
        Thread.startVirtualThread(() -> end(new Closed(Closed.ABNORMAL, "cut")));
    }

    /// Takes no further frame from the network, but for one that is on its way already.
    public void pause() {
        lock.lock();
        try {
            paused = true;
        } finally {
            lock.unlock();
        }
    }

    /// Goes on reading.
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

    /// Complete when everything sent so far was handed to the network; failed when the last of it was not.
    public CompletableFuture<@Nullable Void> sent() {
        lock.lock();
        try {
            return lastSend.copy();
        } finally {
            lock.unlock();
        }
    }

    /// How it ended, once it has.
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

    /// The JDK refuses a send while another is under way, so each waits for the one before.
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

    /// What cannot be sent is on a connection that is gone, which the JDK does not always tell. When the peer said why,
    /// its close frame may still be on the way.
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
        hearing.lock();
        try {
            if (!closed.isDone()) {
                recorder.closed(how);
                listener.closed(how);
                closed.complete(how);
            }
        } finally {
            hearing.unlock();
        }
    }

    private void hear(@Nullable String frame) {
        hearing.lock();
        try {
            if (!closed.isDone()) {
                listener.heard();
                if (frame != null) {
                    recorder.frameReceived(frame);
                    listener.text(frame);
                }
            }
        } catch (RuntimeException e) {
            // A frame that cannot be taken is the end of this connection: to go on would leave it out.
            WebSocket from = socket();
            if (from != null) {
                from.abort();
            }
            end(new Closed(Closed.ABNORMAL, String.valueOf(e.getMessage())));
            return;
        } finally {
            hearing.unlock();
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

        /// Nothing is asked for until {@link RawSocket#start}, so that no frame overtakes the constructor.
        @Override
        public void onOpen(WebSocket opened) {}

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String frame = partial.toString();
                partial.setLength(0);
                hear(frame);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            hear(null);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            hear(null);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            hear(null);
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
