package io.vestnik.websocket;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.Broadcast;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Outlet;
import io.vestnik.application.live.OutletClosedException;
import io.vestnik.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
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
    /// Beyond this a token counts as one that ends then; keeps the sum in range.
    private static final Duration TOKEN_LIFE_MAX = Duration.ofDays(365);
    /// Frames that are read after the close frame was sent, until the client's close frame comes. More of them are a
    /// flood, since a client sends at most 256 requests without an answer: the connection is not read any further and
    /// is cut after the grace.
    private static final int FRAMES_AFTER_CLOSE_MAX = FloodGate.FRAMES_MIN;

    private final Shared shared;
    private final Watch watch;
    private final FloodGate floodGate;
    private final Assembly assembly = new Assembly();
    private final Window window;
    private final Heartbeat heartbeat;
    private final Fences fences = new Fences();
    private final long openedAt;

    private Phase phase = Phase.OPENING;
    private long cutAt;
    private @Nullable LiveSession live;
    private volatile @Nullable CoreSession session;
    private volatile @Nullable Outbox outbox;
    private @Nullable Requests requests;
    private volatile @Nullable TokenEnd tokenEnd;
    /// The thread on which a frame is taken in, as long as it is.
    private @Nullable Thread receiver;
    /// Whether taking in a frame has given something to be written now, or soon. For the receiver.
    private boolean flushNow;
    private boolean flushSoon;
    /// Whether the frame being taken in was refused and is to be repeated. For the receiver.
    private boolean refused;
    private final AtomicBoolean flushing = new AtomicBoolean();
    /// For the receiver.
    private int framesAfterClose;

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

        /// One of its threads ended with an error after which the node cannot go on.
        void failed(Throwable error);

        /// Its handshake came to nothing.
        void neverOpened(Connection connection);
    }

    Connection(Shared shared, Watch watch) {
        this.shared = shared;
        this.watch = watch;
        this.window = new Window(shared.settings().memory().requests());
        this.openedAt = shared.nanoTime().getAsLong();
        this.floodGate = new FloodGate(shared.limits().sendsPerSecond(), openedAt);
        this.heartbeat = new Heartbeat(shared.timing(), openedAt);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        synchronized (this) {
            session = opened;
            outbox = new Outbox(opened, shared);
        }
        // Last, so that whatever looks at an open connection finds its parts.
        if (!leaveOpening(Phase.AWAITING_HELLO)) {
            callback.failed(new IllegalStateException("the handshake took too long"));
            return;
        }
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
        } catch (Throwable e) {
            receiver = null;
            fail(e);
            callback.failed(e);
            return;
        } finally {
            receiver = null;
        }
        flushReceived();
        boolean more = frame.getOpCode() != OpCode.CLOSE && !floodsAfterClose();
        callback.succeeded();
        if (more && !window.pauseIfFull()) {
            opened().demand();
        }
    }

    private boolean floodsAfterClose() {
        return ending() && ++framesAfterClose > FRAMES_AFTER_CLOSE_MAX;
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
            case OpCode.PONG -> {
                // It is a sign of life, too, which has been noted.
                if (frame.hasPayload()) {
                    receivePong(frame.getPayload());
                }
            }
            default -> {
                // A close frame is answered by the session.
            }
        }
    }

    private void receivePong(ByteBuffer payload) {
        Fences.Passed passed = fences.pong(payload, shared.nanoTime().getAsLong());
        passed.passed().forEach(Runnable::run);
        passed.next().ifPresent(ping -> {
            flushSoon = true;
            queue(ping);
        });
    }

    @Override
    public void fence(Runnable passed) {
        fences.add(passed, shared.nanoTime().getAsLong()).ifPresent(ping -> {
            if (isReceiver()) {
                flushSoon = true;
            }
            queue(ping);
        });
    }

    private void receivePart(Frame frame) {
        if (ending()) {
            return;
        }
        ByteBuffer payload = frame.hasPayload() ? frame.getPayload() : null;
        boolean hello = awaitingHello();
        int bytesMax = hello ? WebSocketSettings.HELLO_BYTES_MAX : WebSocketSettings.FRAME_BYTES_MAX;
        SocketMemory memory = shared.settings().memory();
        Assembly.Bounds bounds = new Assembly.Bounds(
                bytesMax, WebSocketSettings.HELLO_BYTES_MAX, hello ? memory.beforeLogin() : memory.requests());
        Assembly.Progress progress;
        do {
            progress = assembly.add(payload, frame.isFin(), bounds);
        } while (progress == Assembly.Progress.NO_ROOM && hello && makeRoom(payload));
        switch (progress) {
            case PARTIAL -> {}
            case WHOLE -> receive(assembly.take());
            case TOO_LARGE -> answer(Failures.of(Optional.empty(), ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(bytesMax)));
            case ENDLESS ->
                refuse(CloseCode.BAD_FRAME, ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(WebSocketSettings.HELLO_BYTES_MAX));
            case NO_ROOM -> closeForRoom();
        }
    }

    /// Makes room for a small `hello` at the cost of a large one.
    private boolean makeRoom(@Nullable ByteBuffer part) {
        int count = part == null ? 0 : part.remaining();
        return assembly.keptBytes() + count <= BeforeLogin.SMALL_BYTES
                && shared.beforeLogin().closeLargest();
    }

    /// Bytes that are held of a frame that has not come whole.
    int incompleteBytes() {
        return assembly.keptBytes();
    }

    /// Closes because the frames that have not come whole use up their memory.
    void closeForRoom() {
        assembly.end();
        refuse(CloseCode.TRY_AGAIN, ErrorCode.UNAVAILABLE, "Too many large frames at a time; connect again later");
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
        switch (shared.beforeLogin().reading(message.length, () -> ClientFrames.readDeclared(message))) {
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
        Optional<MemoryBudget.Lease> lease = shared.beforeLogin().memory().take(BeforeLogin.weight(hello));
        if (lease.isEmpty()) {
            closeForRoom();
            return;
        }
        Requests serving = new Requests(shared, this);
        requests = serving;
        synchronized (this) {
            if (phase != Phase.AWAITING_HELLO) {
                lease.get().close();
                return;
            }
            phase = Phase.GREETED;
        }
        // The token may have to be looked up, and catching up waits for the client.
        start("websocket-greet", new Greeting(shared, this, serving, hello, lease.get()));
    }

    /// Takes over the session with what is live.
    ///
    /// @return whether the connection is still there; otherwise the session is closed again
    boolean enter(LiveSession entered, Instant expiresAt) {
        renew(expiresAt);
        synchronized (this) {
            if (phase == Phase.GREETED) {
                live = entered;
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
        Duration left = Duration.between(shared.clock().instant(), expiresAt);
        Duration bounded = left.compareTo(TOKEN_LIFE_MAX) < 0 ? left : TOKEN_LIFE_MAX;
        tokenEnd = new TokenEnd(expiresAt, shared.nanoTime().getAsLong() + bounded.toNanos());
    }

    private boolean tokenEnded(long now) {
        TokenEnd end = tokenEnd;
        return end != null
                && (now - end.nanos() >= 0 || !shared.clock().instant().isBefore(end.at()));
    }

    /// When the token ends: on the wall clock or on the monotonic one, whichever says so first. A wall clock that is
    /// set back does not prolong it; one that is set ahead costs the client a refresh.
    private record TokenEnd(Instant at, long nanos) {}

    /// Queues an answer, without writing it yet unless it is that of a frame being taken in.
    void answer(byte[] frame) {
        if (isReceiver()) {
            flushNow = true;
        }
        queue(new OutFrame(frame));
    }

    /// Queues the answer to a request that is refused and to be repeated. It may leave with the answers of the frames
    /// that came with this one.
    void answerRefused(byte[] frame) {
        if (isReceiver()) {
            flushSoon = true;
            refused = true;
        }
        queue(new OutFrame(frame));
    }

    private void queue(OutFrame frame) {
        if (!out().offer(frame)) {
            close(CloseCode.SLOW_CONSUMER);
        }
    }

    private void queueAndFlush(OutFrame frame) {
        queue(frame);
        flush();
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

    /// Runs a task of this connection on a thread of its own.
    void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("event=connection_task_failed name={}", name, e);
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    /// Closes after an error, and reports it.
    void fail(Throwable error) {
        try {
            close(CloseCode.INTERNAL);
        } finally {
            watch.failed(error);
        }
    }

    /// Says what is wrong, and closes.
    void refuse(CloseCode code, ErrorCode error, String message) {
        answer(Failures.of(Optional.empty(), error, message));
        close(code);
    }

    @Override
    public void offer(Broadcast event) {
        OutFrame frame = event.encoded(shared.encoder()::frameToSend);
        if (!out().offer(frame)) {
            end(CloseCode.SLOW_CONSUMER);
        }
    }

    @Override
    public void replay(LiveEvent event) {
        prepare(event).run();
    }

    @Override
    public Runnable prepare(LiveEvent event) {
        OutFrame frame = shared.encoder().frameToSend(event);
        return () -> orTooSlow(out().replay(frame));
    }

    @Override
    public void awaitReplayed() {
        orTooSlow(out().awaitTaken());
    }

    private void orTooSlow(boolean inTime) {
        if (!inTime) {
            close(CloseCode.SLOW_CONSUMER);
            throw new OutletClosedException();
        }
    }

    @Override
    public Duration stalled() {
        return Duration.ofNanos(stalledNanos());
    }

    /// How long the peer has taken nothing of what waits for it; 0 when nothing waits.
    long stalledNanos() {
        Outbox present = outbox;
        return present == null ? 0 : present.stalledNanos();
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
            start("websocket-flush", () -> {
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

    /// Bytes that wait to be taken by the peer, or are being written; 0 during the handshake.
    int queuedBytes() {
        Outbox present = outbox;
        return present == null ? 0 : present.queuedBytes();
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
                if (tokenEnded(now)) {
                    close(CloseCode.TOKEN_EXPIRED);
                } else if (window.paused()) {
                    // What the peer sends waits in the socket because of this side.
                    heartbeat.heard(now);
                } else if (heartbeat.silent(now)) {
                    close(CloseCode.HEARTBEAT_TIMEOUT);
                }
                // A peer may answer only the latest ping, so there is one at a time.
                if (fences.open()) {
                    fences.overdue(now, shared.timing().ping().toNanos()).ifPresent(this::queueAndFlush);
                } else {
                    heartbeat.pingIfDue(opened(), now);
                }
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
        fences.discard();
        assembly.end();
        window.discard();
        watch.closed(this, status.getCode());
        if (left != null) {
            // A write that fails ends here, on a thread that may be in the middle of showing something.
            start("websocket-leave", left::close);
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
