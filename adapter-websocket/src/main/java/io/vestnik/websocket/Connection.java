package io.vestnik.websocket;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
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
/// Frames arrive one at a time, on any thread; all other calls may come from any thread. The phase is guarded by this
/// object's monitor, under which nothing is written and no foreign code is called.
final class Connection implements FrameHandler, EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /// A part below this size counts as a frame. Larger parts result from the way the network splits one frame.
    private static final int SMALL_PART_BYTES = 512;
    /// How long a connection is not read after its refused requests exceeded the bound. Short enough that a client
    /// which then waits for the announced pause is read in time. Long enough that a client which does not wait costs at
    /// most half of its bound.
    static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// A longer token lifetime is treated as this one; keeps the sum in range.
    private static final Duration TOKEN_LIFE_MAX = Duration.ofDays(365);
    /// The maximum number of frames that are read after the close frame was sent, until the client's close frame
    /// arrives. More of them are a flood, since a client sends at most 256 requests without an answer. The connection
    /// is then not read any further, and is cut after the grace period.
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
    /// The thread that processes a frame; null between frames.
    private @Nullable Thread receiver;
    /// Whether the frame being processed produced output to be written now, or soon. For the receiver.
    private boolean flushNow;
    private boolean flushSoon;
    /// Whether the frame being processed was refused and is to be repeated. For the receiver.
    private boolean refused;
    private final AtomicBoolean flushing = new AtomicBoolean();
    /// The number of frames received after the close frame was sent. For the receiver.
    private int framesAfterClose;

    private enum Phase {
        OPENING,
        AWAITING_HELLO,
        GREETED,
        CLOSING,
        CLOSED
    }

    /// Receives the life-cycle events of connections.
    interface Watch {
        /// The connection is open and not authenticated.
        void opened(Connection connection);

        /// The connection was authenticated.
        void admitted(Connection connection);

        /// The connection was closed.
        void closed(Connection connection, int code);

        /// A thread of the connection ended with an error after which the node cannot continue.
        void failed(Throwable error);

        /// The handshake did not complete in time.
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
        // Last, so that every thread that finds the connection open also finds its parts.
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
                // onFrame has recorded the sign of life.
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

    /// Frees memory for a small `hello` by closing the connection with the largest one.
    private boolean makeRoom(@Nullable ByteBuffer part) {
        int count = part == null ? 0 : part.remaining();
        return assembly.keptBytes() + count <= BeforeLogin.SMALL_BYTES
                && shared.beforeLogin().closeLargest();
    }

    /// The bytes held of an incomplete frame.
    int incompleteBytes() {
        return assembly.keptBytes();
    }

    /// Closes because incomplete frames, or `hello` frames being processed, use up their memory.
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
        // On its own thread, because the token lookup and the replay block.
        start("websocket-greet", new Greeting(shared, this, serving, hello, lease.get()));
    }

    /// Attaches the live session.
    ///
    /// @return false if the connection has ended; the session was then closed
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

    /// The connection ends with this token from now on.
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

    /// The token's expiry on the wall clock and on the monotonic clock; the earlier one counts. A wall clock that is
    /// set back does not extend the token. One that is set ahead costs the client a refresh.
    private record TokenEnd(Instant at, long nanos) {}

    /// Queues an answer. The answer to a frame being processed is written after the frame; any other waits for a flush.
    void answer(byte[] frame) {
        if (isReceiver()) {
            flushNow = true;
        }
        queue(new OutFrame(frame));
    }

    /// Queues the answer to a request that is refused and to be repeated. It may be written together with the answers
    /// to the frames that arrived with this one.
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

    /// A request of this weight was answered.
    void done(int weight) {
        if (window.closed(weight)) {
            readOn();
        }
    }

    /// Resumes reading after a pause. Notifies the session, since the next frames may have been sent during the pause.
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
        Thread.ofVirtual().name(name).start(() -> guarded(name, task));
    }

    /// Runs a task of a thread, or of a stage, which would keep an error to itself. An exception is logged; an `Error`
    /// closes the connection and is reported.
    void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=connection_task_failed name={}", name, e);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /// Closes after an error, and reports it.
    void fail(Throwable error) {
        try {
            close(CloseCode.INTERNAL);
        } finally {
            watch.failed(error);
        }
    }

    /// Sends an error and closes.
    void refuse(CloseCode code, ErrorCode error, String message) {
        answer(Failures.of(Optional.empty(), error, message));
        close(code);
    }

    @Override
    public void offer(EncodedEvent event) {
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
            throw new EventSinkClosedException();
        }
    }

    @Override
    public Duration stalled() {
        return Duration.ofNanos(stalledNanos());
    }

    /// How long the peer has taken none of the queued data; 0 if nothing is queued.
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

    /// Writes the output of a processed frame. Output that may wait is written when it fills a write, or after the
    /// frames that arrived with this one. Otherwise a client above its limits would cost a write for each refusal, just
    /// when the server is busy.
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

    /// Closes if no `hello` has arrived.
    void closeUngreeted() {
        if (awaitingHello()) {
            close(CloseCode.SHUTTING_DOWN);
        }
    }

    /// Closes after the queued frames were written.
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

    /// The bytes that are queued or being written; 0 during the handshake.
    int queuedBytes() {
        Outbox present = outbox;
        return present == null ? 0 : present.queuedBytes();
    }

    /// Applies the time-outs. Called by the sweep.
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
                    // The peer's frames wait in the socket, because this side does not read them.
                    heartbeat.heard(now);
                } else if (heartbeat.silent(now)) {
                    close(CloseCode.HEARTBEAT_TIMEOUT);
                }
                // A peer may answer only the latest ping, so one at a time is under way.
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
            // On its own thread, because a failed write ends here on a thread that may be delivering an event.
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
