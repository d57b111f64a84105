package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.websocket.frame.ClientFrame;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: waits for `hello`, authenticates and replays ([HelloProcessing]), then serves requests ([Requests])
/// until it closes. [Channel] has its phase and its output, [Intake] reads its frames.
///
/// Frames arrive one at a time, on any thread; all other calls may come from any thread.
public final class Connection implements FrameHandler, EventSink, BeforeLogin.Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final ConnectionContext context;
    private final Watch watch;
    private final Window window;
    private final Channel channel;
    private final Requests requests;
    private final Intake intake;
    private final Heartbeat heartbeat;
    private final Fences fences = new Fences();
    private final long openedAt;

    /// Receives the life-cycle events of connections.
    public interface Watch {
        /// Called when the connection is open and not yet authenticated.
        void opened(Connection connection);

        /// Called when the connection was authenticated.
        void admitted(Connection connection);

        /// Called when the connection was closed, with its close code.
        void closed(Connection connection, int code);

        /// Called when a thread of the connection ended with an error after which the node cannot continue.
        void failed(Throwable error);

        /// Called when the handshake did not complete in time.
        void neverOpened(Connection connection);
    }

    /// @param watch receives the life-cycle events of the connection
    public Connection(ConnectionContext context, Watch watch) {
        this.context = context;
        this.watch = watch;
        this.openedAt = context.nanoTime().getAsLong();
        this.window = new Window(context.settings().memory().requests());
        this.channel = new Channel(context, window, watch::failed);
        this.requests = new Requests(context, channel);
        this.intake = new Intake(context, channel, window, new Arrivals(), openedAt);
        this.heartbeat = new Heartbeat(context.timing(), openedAt);
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        if (!channel.open(new Link(session, outbox(session)))) {
            callback.failed(new IllegalStateException("the handshake took too long"));
            return;
        }
        callback.succeeded();
        watch.opened(this);
        session.demand();
    }

    private Outbox outbox(CoreSession session) {
        return new Outbox(
                session,
                context.settings().outboxBytes(),
                context.timing().progress(),
                context.nanoTime(),
                context.settings().memory().outbound(),
                context.metrics());
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        long now = context.nanoTime().getAsLong();
        heartbeat.received(now);
        channel.turn().begin();
        try {
            receive(frame);
            intake.count(frame, now);
        } catch (RuntimeException e) {
            LOG.error("event=frame_failed", e);
            channel.close(CloseCode.INTERNAL);
        } catch (Throwable e) {
            channel.turn().end();
            channel.fail(e);
            callback.failed(e);
            return;
        } finally {
            channel.turn().end();
        }
        channel.flushReceived();
        boolean more = intake.goesOn(frame);
        boolean yields = !frame.isFin() || channel.ending();
        callback.succeeded();
        if (more && !window.pauseIfFull()) {
            if (yields) {
                letOthersRun();
            }
            channel.demand();
        }
    }

    /// Called after a part of a long frame, and after a frame that a closing connection reads only to discard it.
    ///
    /// If more bytes have arrived, this thread continues with them. Virtual threads are not preempted, so many
    /// connections that send long frames would delay each step of all other connections by whole frames. Therefore this
    /// thread lets the waiting threads run first.
    @SuppressWarnings("ThreadPriorityCheck") // Only the order of the virtual threads depends on it.
    private static void letOthersRun() {
        Thread.yield();
    }

    private void receive(Frame frame) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> intake.text(frame);
            case OpCode.BINARY -> intake.binary();
            case OpCode.PING -> {
                if (channel.phase() instanceof Phase.Open open) {
                    heartbeat.answer(open.link().session(), BufferUtil.copy(frame.getPayload()));
                }
            }
            case OpCode.PONG -> {
                // [#onFrame] has already recorded the sign of life.
                if (frame.hasPayload()) {
                    receivePong(frame.getPayload());
                }
            }
            default -> {
                // The session answers a close frame.
            }
        }
    }

    private void receivePong(ByteBuffer payload) {
        Fences.Passed passed = fences.pong(payload, context.nanoTime().getAsLong());
        passed.passed().forEach(Runnable::run);
        passed.next().ifPresent(this::queuePing);
    }

    private void queuePing(OutFrame ping) {
        channel.turn().queued();
        channel.queue(ping);
    }

    @Override
    public void fence(Runnable passed) {
        fences.add(passed, context.nanoTime().getAsLong()).ifPresent(this::queuePing);
    }

    /// The actions that frames of the client start.
    private final class Arrivals implements Intake.Receiver {
        @Override
        public void hello(ClientFrame.Hello hello) {
            long weight = BeforeLogin.weight(hello);
            Optional<MemoryBudget.Lease> lease;
            do {
                lease = context.beforeLogin().memory().take(weight);
            } while (lease.isEmpty() && context.beforeLogin().closeLargest(weight));
            if (lease.isEmpty()) {
                intake.closeForRoom();
            } else if (channel.authenticate()) {
                HelloProcessing.Target target = new HelloProcessing.Target(Connection.this, Connection.this::enter);
                // On its own thread, because the token lookup and the replay block.
                channel.start(
                        "websocket-hello", new HelloProcessing(context, channel, target, requests, hello, lease.get()));
            } else {
                lease.get().close();
            }
        }

        @Override
        public void request(ClientFrame.Request request, int bytes) {
            requests.accept(request, bytes);
        }
    }

    /// Attaches the live session.
    ///
    /// @return false if the connection has ended; the live session was then closed
    private boolean enter(LiveSession live, Instant expiresAt) {
        if (!channel.attach(live, expiresAt)) {
            return false;
        }
        watch.admitted(this);
        return true;
    }

    @Override
    public void offer(EncodedEvent event) {
        channel.event(event.encoded(context::frame));
    }

    @Override
    public void replay(LiveEvent event) {
        prepare(event).run();
    }

    @Override
    public Runnable prepare(LiveEvent event) {
        OutFrame frame = context.frame(event);
        return () -> channel.replay(frame);
    }

    @Override
    public void awaitReplayed() {
        channel.awaitReplayed();
    }

    @Override
    public Duration stalled() {
        return Duration.ofNanos(stalledNanos());
    }

    /// How long the peer has read none of the queued data, in nanoseconds; 0 if nothing is queued.
    long stalledNanos() {
        return channel.stalledNanos();
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void close(CloseReason reason) {
        channel.close(CloseCode.of(reason));
    }

    /// Closes the connection after the queued frames were written. The queue of a slow consumer is discarded instead.
    /// Has no effect if the handshake of the connection is not complete.
    public void close(CloseCode code) {
        channel.close(code);
    }

    /// Closes the connection if no `hello` has arrived.
    void closeWithoutHello() {
        if (channel.awaitingHello()) {
            channel.close(CloseCode.SHUTTING_DOWN);
        }
    }

    /// Closes an unauthenticated connection, because another connection gets its place. Has no effect if the handshake
    /// of the connection is not complete.
    public void closeForPlace() {
        switch (channel.phase()) {
            case Phase.AwaitingHello waiting -> refuseForPlace();
            case Phase.Authenticating authenticating -> refuseForPlace();
            case Phase.Opening opening -> {}
            case Phase.Authenticated open -> {}
            case Phase.Closing closing -> {}
            case Phase.Closed closed -> {}
        }
    }

    private void refuseForPlace() {
        channel.refuse(
                CloseCode.TRY_AGAIN,
                ErrorCode.UNAVAILABLE,
                "Too many connections are not authenticated; connect again");
    }

    @Override
    public int incompleteBytes() {
        return intake.incompleteBytes();
    }

    @Override
    public void closeForRoom() {
        intake.closeForRoom();
    }

    /// The number of bytes that are queued or being written; 0 during the handshake.
    int queuedBytes() {
        return channel.queuedBytes();
    }

    /// Applies the time-outs. Called by the sweep.
    void checkTimeouts() {
        long now = context.nanoTime().getAsLong();
        Phase phase = channel.phase();
        if (window.release(now)) {
            channel.readOn();
        }
        switch (phase) {
            case Phase.Opening() -> {
                if (helloOverdue(now) && channel.abandon()) {
                    watch.neverOpened(this);
                }
            }
            case Phase.AwaitingHello waiting -> {
                if (helloOverdue(now)) {
                    channel.refuse(CloseCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED, "No hello came");
                }
            }
            case Phase.Authenticating open -> checkOpen(open.link(), now);
            case Phase.Authenticated open -> checkOpen(open.link(), now);
            case Phase.Closing closing -> {
                channel.flush();
                if (now - closing.cutAtNanos() >= 0) {
                    closing.link().session().abort();
                }
            }
            case Phase.Closed() -> {}
        }
    }

    private boolean helloOverdue(long now) {
        return now - openedAt >= context.timing().hello().toNanos();
    }

    private void checkOpen(Link link, long now) {
        if (channel.tokenExpired(now)) {
            channel.close(CloseCode.TOKEN_EXPIRED);
        } else if (window.paused()) {
            // The peer counts as alive: its frames wait in the socket, because this side does not read them.
            heartbeat.received(now);
        } else if (heartbeat.silent(now)) {
            channel.close(CloseCode.HEARTBEAT_TIMEOUT);
        }
        // A peer may answer only the latest ping, so only one ping at a time is in flight.
        if (fences.open()) {
            fences.overdue(now, context.timing().ping().toNanos()).ifPresent(ping -> {
                channel.queue(ping);
                channel.flush();
            });
        } else {
            heartbeat.pingIfDue(link.session(), now);
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("event=connection_failed cause={}", cause.toString());
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        Optional<LiveSession> left = channel.closed();
        fences.discard();
        intake.end();
        watch.closed(this, status.getCode());
        // The live session is closed on a thread of its own. After a failed write, this method runs on the thread that
        // wrote. That thread may be delivering an event, so it must not also close the live session.
        left.ifPresent(live -> channel.start("websocket-leave", live::close));
        callback.succeeded();
    }
}
