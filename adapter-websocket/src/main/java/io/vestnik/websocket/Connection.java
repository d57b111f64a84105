package io.vestnik.websocket;

import io.vestnik.application.live.Broadcast;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Outlet;
import io.vestnik.application.live.OutletClosedException;
import io.vestnik.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: waits for `hello`, greets and catches up ([Greeting]), then serves requests ([Requests]) until it
/// closes.
///
/// Frames come in one at a time, on any thread; everything else may come from anywhere. The phase is guarded by this
/// object's monitor, under which nothing is written and nothing foreign is called.
final class Connection implements FrameHandler, Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /// A part this small is counted as a frame; larger ones are what the network made of one frame.
    private static final int SMALL_PART_BYTES = 512;
    /// How long a connection is not read whose refused requests pass the bound. Short enough that a client which then
    /// waits as told is heard in time, long enough that a client which does not costs half of its bound at most.
    static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Shared shared;
    private final Watch watch;
    private final FloodGate floodGate;
    private final Assembly assembly = new Assembly();
    private final Window window = new Window();
    private final Heartbeat heartbeat;
    private final long openedAt;

    private Phase phase = Phase.OPENING;
    private long cutAt;
    private @Nullable LiveSession live;
    private @Nullable CoreSession session;
    private @Nullable Outbox outbox;
    private @Nullable Requests requests;
    private volatile Instant tokenExpiresAt = Instant.MAX;
    /// The thread on which a frame is taken in, as long as it is.
    private @Nullable Thread receiver;
    /// Whether taking in a frame has given something to be written now, or soon. For the receiver.
    private boolean flushNow;
    private boolean flushSoon;
    /// Whether the frame being taken in was refused and is to be repeated. For the receiver.
    private boolean refused;
    private final AtomicBoolean flushing = new AtomicBoolean();

    private enum Phase {
        OPENING,
        AWAITING_HELLO,
        GREETED,
        CLOSING,
        CLOSED
    }

    /// Who is told that a connection comes and goes.
    interface Watch {
        /// It is open, and nobody knows whose it is.
        void opened(Connection connection);

        /// It has said whose it is.
        void admitted(Connection connection);

        /// It is gone.
        void closed(Connection connection, int code);

        /// Its handshake came to nothing.
        void neverOpened(Connection connection);
    }

    Connection(Shared shared, Watch watch) {
        this.shared = shared;
        this.watch = watch;
        this.openedAt = shared.nanoTime().getAsLong();
        this.floodGate = new FloodGate(shared.limits().sendsPerSecond(), openedAt);
        this.heartbeat = new Heartbeat(shared.timing(), openedAt);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        if (!leaveOpening(Phase.AWAITING_HELLO)) {
            callback.failed(new IllegalStateException("the handshake took too long"));
            return;
        }
        session = opened;
        outbox = new Outbox(
                opened,
                shared.settings().outboxBytes(),
                shared.timing().progress().toNanos(),
                shared.nanoTime(),
                shared.metrics());
        callback.succeeded();
        watch.opened(this);
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        long now = shared.nanoTime().getAsLong();
        heartbeat.heard(now);
        receiver = Thread.currentThread();
        try {
            refused = false;
            receive(frame);
            count(frame, now);
        } catch (RuntimeException e) {
            LOG.error("event=frame_failed", e);
            close(CloseCode.INTERNAL);
        } finally {
            receiver = null;
        }
        flushReceived();
        boolean more = frame.getOpCode() != OpCode.CLOSE;
        callback.succeeded();
        if (more && !window.pauseIfFull()) {
            opened().demand();
        }
    }

    /// Counts a frame once it is known whether it was refused.
    private void count(Frame frame, long now) {
        if (refused) {
            if (!floodGate.passRefused(now)) {
                window.hold(now + HOLD_NANOS);
            }
        } else if ((frame.isFin() || frame.getPayloadLength() < SMALL_PART_BYTES) && !floodGate.pass(now)) {
            close(CloseCode.FLOODING);
        }
    }

    private void receive(Frame frame) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> receivePart(frame);
            case OpCode.BINARY -> {
                if (!ending()) {
                    refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, "Frames are text, not binary");
                }
            }
            case OpCode.PING -> heartbeat.answer(opened(), BufferUtil.copy(frame.getPayload()));
            default -> {
                // A pong is a sign of life, which has been noted; a close frame is answered by the session.
            }
        }
    }

    private void receivePart(Frame frame) {
        if (ending()) {
            return;
        }
        ByteBuffer payload = frame.hasPayload() ? frame.getPayload() : null;
        int bytesMax = awaitingHello() ? WebSocketSettings.HELLO_BYTES_MAX : WebSocketSettings.FRAME_BYTES_MAX;
        switch (assembly.add(payload, frame.isFin(), bytesMax, WebSocketSettings.HELLO_BYTES_MAX)) {
            case PARTIAL -> {}
            case WHOLE -> receive(assembly.take());
            case TOO_LARGE -> answer(Failures.of(Optional.empty(), ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(bytesMax)));
            case ENDLESS ->
                refuse(CloseCode.BAD_FRAME, ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(WebSocketSettings.HELLO_BYTES_MAX));
        }
    }

    private static String tooLarge(int bytesMax) {
        return String.format(Locale.ROOT, "A frame may have %,d bytes", bytesMax);
    }

    private void receive(byte[] message) {
        shared.metrics().received();
        if (awaitingHello()) {
            receiveHello(message);
            return;
        }
        switch (ClientFrames.read(message)) {
            case ClientFrames.Reading.Good(ClientFrame.Request request) -> {
                window.opened(message.length);
                Requests serving = requests;
                if (serving != null) {
                    serving.accept(request, message.length);
                }
            }
            case ClientFrames.Reading.Good(ClientFrame.Hello ignored) ->
                answer(Failures.of(Optional.empty(), ErrorCode.INVALID_REQUEST, "One hello is enough"));
            case ClientFrames.Reading.Bad bad -> answer(Failures.invalid(bad.ref(), bad.errors()));
            case ClientFrames.Reading.Unreadable(String why) ->
                refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, why);
        }
    }

    private void receiveHello(byte[] message) {
        switch (ClientFrames.readDeclared(message)) {
            case ClientFrames.Reading.Good(ClientFrame.Hello hello) -> greet(hello);
            case ClientFrames.Reading.Good(ClientFrame.Request ignored) -> refuseUngreeted();
            case ClientFrames.Reading.Bad bad
            when bad.type().equals(Optional.of("hello")) -> {
                answer(Failures.invalid(bad.ref(), bad.errors()));
                close(CloseCode.BAD_FRAME);
            }
            case ClientFrames.Reading.Bad ignored -> refuseUngreeted();
            case ClientFrames.Reading.Unreadable(String why) ->
                refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, why);
        }
    }

    private void refuseUngreeted() {
        refuse(CloseCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED, "The first frame has to be hello");
    }

    private void greet(ClientFrame.Hello hello) {
        Requests serving = new Requests(shared, this);
        requests = serving;
        synchronized (this) {
            if (phase != Phase.AWAITING_HELLO) {
                return;
            }
            phase = Phase.GREETED;
        }
        // The token may have to be looked up, and catching up waits for the client.
        Thread.ofVirtual().name("websocket-greet").start(new Greeting(shared, this, serving, hello));
    }

    /// Takes over the session with what is live.
    ///
    /// @return whether the connection is still there; otherwise the session is closed again
    boolean enter(LiveSession entered, Instant expiresAt) {
        synchronized (this) {
            if (phase == Phase.GREETED) {
                live = entered;
                tokenExpiresAt = expiresAt;
                entered = null;
            }
        }
        if (entered != null) {
            entered.close();
            return false;
        }
        watch.admitted(this);
        return true;
    }

    /// A fresh token lets the connection last longer.
    void renew(Instant expiresAt) {
        tokenExpiresAt = expiresAt;
    }

    /// Queues an answer, without writing it yet unless it is that of a frame being taken in.
    void answer(byte[] frame) {
        if (isReceiver()) {
            flushNow = true;
        }
        queue(frame);
    }

    /// Queues the answer to a request that is refused and to be repeated. It may leave with the answers of the frames
    /// that came with this one.
    void answerRefused(byte[] frame) {
        if (isReceiver()) {
            flushSoon = true;
            refused = true;
        }
        queue(frame);
    }

    private void queue(byte[] frame) {
        if (!out().offer(frame)) {
            close(CloseCode.SLOW_CONSUMER);
        }
    }

    /// A request of this weight is done with.
    void done(int weight) {
        if (window.closed(weight)) {
            readOn();
        }
    }

    /// Reads again after a pause. What comes now may have been sent before it.
    private void readOn() {
        LiveSession entered;
        synchronized (this) {
            entered = live;
        }
        if (entered != null) {
            entered.readingResumed();
        }
        opened().demand();
    }

    /// Says what is wrong, and closes.
    void refuse(CloseCode code, ErrorCode error, String message) {
        answer(Failures.of(Optional.empty(), error, message));
        close(code);
    }

    @Override
    public void offer(Broadcast event) {
        byte[] frame = event.encoded(shared.encoder()::encode);
        if (!out().offer(frame)) {
            end(CloseCode.SLOW_CONSUMER);
        }
    }

    @Override
    public void replay(LiveEvent event) {
        if (!out().replay(shared.encoder().encode(event))) {
            close(CloseCode.SLOW_CONSUMER);
            throw new OutletClosedException();
        }
    }

    @Override
    public void flush() {
        if (isReceiver()) {
            flushSoon = true;
        } else {
            out().flush();
        }
    }

    private boolean isReceiver() {
        return Thread.currentThread() == receiver;
    }

    /// Writes what was answered while a frame was taken in. What may wait a moment is written when it fills a write, or
    /// else when the frames that came with this one are taken in too: who sends more than is taken would otherwise cost
    /// a write for each refusal, just when there is no time for it.
    private void flushReceived() {
        if (flushNow || (flushSoon && out().queuedBytes() >= Outbox.WRITE_BYTES)) {
            out().flush();
        } else if (flushSoon && flushing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("websocket-flush").start(() -> {
                flushing.set(false);
                out().flush();
            });
        }
        flushNow = false;
        flushSoon = false;
    }

    @Override
    public void close(CloseReason reason) {
        close(CloseCode.of(reason));
    }

    /// Closes if nobody has said hello.
    void closeUngreeted() {
        if (awaitingHello()) {
            close(CloseCode.SHUTTING_DOWN);
        }
    }

    /// Closes after what waits has been written.
    void close(CloseCode code) {
        if (end(code)) {
            flush();
        }
    }

    private boolean end(CloseCode code) {
        synchronized (this) {
            if (phase == Phase.OPENING || phase == Phase.CLOSING || phase == Phase.CLOSED) {
                return false;
            }
            phase = Phase.CLOSING;
            cutAt = shared.nanoTime().getAsLong() + shared.timing().grace().toNanos();
        }
        if (!out().close(code)) {
            return false;
        }
        shared.metrics().ending(code.reason());
        LOG.debug("event=connection_closing code={} reason={}", code.code(), code.reason());
        if (window.resume()) {
            // So that the peer's close frame is read.
            opened().demand();
        }
        return true;
    }

    /// Bytes that wait to be taken by the peer, or are being written.
    int queuedBytes() {
        return out().queuedBytes();
    }

    /// Looks at the clock.
    void look() {
        long now = shared.nanoTime().getAsLong();
        Phase present;
        synchronized (this) {
            present = phase;
        }
        if (window.release(now)) {
            readOn();
        }
        switch (present) {
            case OPENING -> {
                if (now - openedAt >= shared.timing().hello().toNanos() && leaveOpening(Phase.CLOSED)) {
                    watch.neverOpened(this);
                }
            }
            case AWAITING_HELLO -> {
                if (now - openedAt >= shared.timing().hello().toNanos()) {
                    refuse(CloseCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED, "No hello came");
                }
            }
            case GREETED -> {
                if (!shared.clock().instant().isBefore(tokenExpiresAt)) {
                    close(CloseCode.TOKEN_EXPIRED);
                } else if (window.paused()) {
                    // What the peer sends waits in the socket because of this side.
                    heartbeat.heard(now);
                } else if (heartbeat.silent(now)) {
                    close(CloseCode.HEARTBEAT_TIMEOUT);
                }
                heartbeat.pingIfDue(opened(), now);
            }
            case CLOSING -> {
                flush();
                if (now - cutAt >= 0) {
                    opened().abort();
                }
            }
            case CLOSED -> {}
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("event=connection_failed cause={}", cause.toString());
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        LiveSession left;
        synchronized (this) {
            phase = Phase.CLOSED;
            left = live;
            live = null;
        }
        out().discard();
        watch.closed(this, status.getCode());
        if (left != null) {
            // A write that fails ends here, on a thread that may be in the middle of showing something.
            Thread.ofVirtual().name("websocket-leave").start(left::close);
        }
        callback.succeeded();
    }

    private synchronized boolean leaveOpening(Phase next) {
        if (phase != Phase.OPENING) {
            return false;
        }
        phase = next;
        return true;
    }

    private synchronized boolean awaitingHello() {
        return phase == Phase.AWAITING_HELLO;
    }

    private synchronized boolean ending() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED;
    }

    private CoreSession opened() {
        return required(session);
    }

    private Outbox out() {
        return required(outbox);
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the connection is not open yet");
        }
        return part;
    }
}
