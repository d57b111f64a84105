package io.vestnik.websocket.connection;

import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveSession;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.websocket.frame.Failures;
import io.vestnik.wire.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The phase of a connection, and its output to the peer. Safe for any thread.
///
/// The phase is guarded by this object's monitor. Nothing is written and no foreign code is called under the monitor,
/// and reading the phase takes no lock. Output without a socket, before the handshake ends or after the connection
/// closed, is dropped.
final class Channel {
    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

    private final ConnectionContext context;
    private final Window window;
    private final Consumer<Throwable> failure;
    private final Turn turn = new Turn();
    private final TokenEnd tokenEnd;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile Phase phase = new Phase.Opening();

    /// @param failure receives an error after which the node cannot continue
    Channel(ConnectionContext context, Window window, Consumer<Throwable> failure) {
        this.context = context;
        this.window = window;
        this.failure = failure;
        this.tokenEnd = new TokenEnd(context.clock(), context.nanoTime());
    }

    Phase phase() {
        return phase;
    }

    /// The output of the frame that is being processed; see [Turn].
    Turn turn() {
        return turn;
    }

    boolean awaitingHello() {
        return phase instanceof Phase.AwaitingHello;
    }

    /// Whether the connection is ending, so that frames of the client no longer count.
    boolean ending() {
        return phase instanceof Phase.Closing || phase instanceof Phase.Closed;
    }

    /// Opens the connection after its handshake.
    ///
    /// @return false if the handshake took too long; the connection is then closed
    synchronized boolean open(Link link) {
        if (!(phase instanceof Phase.Opening)) {
            return false;
        }
        phase = new Phase.AwaitingHello(link);
        return true;
    }

    /// Gives the connection up, because its handshake took too long.
    ///
    /// @return false if the handshake has ended meanwhile
    synchronized boolean abandon() {
        if (!(phase instanceof Phase.Opening)) {
            return false;
        }
        phase = new Phase.Closed();
        return true;
    }

    /// Records that a valid `hello` has arrived.
    ///
    /// @return false if the connection is ending
    synchronized boolean authenticate() {
        if (!(phase instanceof Phase.AwaitingHello waiting)) {
            return false;
        }
        phase = new Phase.Authenticating(waiting.link());
        return true;
    }

    /// Attaches the live session to the connection.
    ///
    /// @return false if the connection has ended; the live session was then closed
    boolean attach(LiveSession live, Instant expiresAt) {
        renew(expiresAt);
        synchronized (this) {
            if (phase instanceof Phase.Authenticating open) {
                phase = new Phase.Authenticated(open.link(), live);
                return true;
            }
        }
        live.close();
        return false;
    }

    /// Records that the socket is closed.
    ///
    /// @return the live session that the caller closes; empty if there is none
    Optional<LiveSession> closed() {
        Phase before;
        synchronized (this) {
            before = phase;
            phase = new Phase.Closed();
        }
        if (before instanceof Phase.Open open) {
            open.link().outbox().discard();
        }
        return live(before);
    }

    private static Optional<LiveSession> live(Phase phase) {
        return switch (phase) {
            case Phase.Authenticated open -> Optional.of(open.live());
            case Phase.Closing closing -> closing.live();
            case Phase.Opening() -> Optional.empty();
            case Phase.AwaitingHello waiting -> Optional.empty();
            case Phase.Authenticating waiting -> Optional.empty();
            case Phase.Closed() -> Optional.empty();
        };
    }

    /// Sets the expiry of the connection to that of a renewed access token.
    void renew(Instant expiresAt) {
        tokenEnd.set(expiresAt);
    }

    boolean tokenExpired(long nowNanos) {
        return tokenEnd.passed(nowNanos);
    }

    /// Queues an answer. An answer to the frame that is being processed is written when the processing of this frame
    /// ends. Any other answer waits for a flush.
    void answer(byte[] frame) {
        turn.answered();
        queue(new OutFrame(frame));
    }

    /// Queues the answer to a request that was refused and that the client repeats. The answer may be written together
    /// with the answers to the frames that arrived with this request.
    void answerRefused(byte[] frame) {
        turn.refuse();
        queue(new OutFrame(frame));
    }

    /// Queues a frame that may wait for a flush. If the queue is full, closes the connection as a slow consumer.
    void queue(OutFrame frame) {
        if (!take(frame)) {
            close(CloseCode.SLOW_CONSUMER);
        }
    }

    /// Queues an event; the caller flushes afterwards. A slow consumer is closed by that flush.
    void event(OutFrame frame) {
        if (!take(frame)) {
            end(CloseCode.SLOW_CONSUMER);
        }
    }

    private boolean take(OutFrame frame) {
        Link link = link();
        return link == null || link.outbox().offer(frame);
    }

    /// Queues a frame of the replay; blocks while the client is behind.
    ///
    /// @throws EventSinkClosedException if the connection is closed, or is closed by this call because the client was
    ///     too slow
    void replay(OutFrame frame) {
        replaying(outbox -> outbox.replay(frame));
    }

    /// Blocks until the client has read nearly all frames of the replay.
    ///
    /// @throws EventSinkClosedException if the connection is closed, or is closed by this call because the client was
    ///     too slow
    void awaitReplayed() {
        replaying(Outbox::awaitTaken);
    }

    private void replaying(Predicate<Outbox> step) {
        Link link = link();
        if (link == null) {
            throw new EventSinkClosedException();
        }
        if (!step.test(link.outbox())) {
            close(CloseCode.SLOW_CONSUMER);
            throw new EventSinkClosedException();
        }
    }

    /// Writes the queued frames. If the calling thread is processing a frame, they are written later, as
    /// [#flushReceived] describes.
    void flush() {
        if (turn.current()) {
            turn.queued();
        } else {
            write();
        }
    }

    private void write() {
        Link link = link();
        if (link != null) {
            link.outbox().flush();
        }
    }

    /// Writes the output of a processed frame. Output that may wait is written when it is large enough for one write.
    /// Otherwise it is written after the frames that arrived together with the processed frame have been processed too.
    /// If each refusal were written separately, clients above their limits would cost one write per refusal, just when
    /// the server is busy.
    void flushReceived() {
        switch (turn.take()) {
            case NOW -> write();
            case SOON -> {
                if (queuedBytes() >= Outbox.WRITE_BYTES) {
                    write();
                } else if (flushing.compareAndSet(false, true)) {
                    start("websocket-flush", () -> {
                        flushing.set(false);
                        write();
                    });
                }
            }
            case NONE -> {}
        }
    }

    /// The number of bytes that are queued or being written; 0 without a socket.
    int queuedBytes() {
        Link link = link();
        return link == null ? 0 : link.outbox().queuedBytes();
    }

    /// How long the peer has read none of the queued data, in nanoseconds; 0 if nothing is queued.
    long stalledNanos() {
        Link link = link();
        return link == null ? 0 : link.outbox().stalledNanos();
    }

    /// Asks the socket for the next frame.
    void demand() {
        Link link = link();
        if (link != null) {
            link.session().demand();
        }
    }

    /// Continues reading after a pause. The next frames may have been sent during the pause. Therefore this method
    /// notifies the live session, which must not count the pause as time in which the client sent nothing.
    void readOn() {
        live(phase).ifPresent(LiveSession::readingResumed);
        demand();
    }

    /// Removes an answered request from the window. If this ends a pause in reading, reading continues.
    ///
    /// @param weight the size of the request's frame, in bytes
    void done(int weight) {
        if (window.closed(weight)) {
            readOn();
        }
    }

    /// Sends an error and closes the connection.
    void refuse(CloseCode code, ErrorCode error, String message) {
        answer(Failures.of(Optional.empty(), error, message));
        close(code);
    }

    /// Closes the connection after the queued frames were written. The queue of a slow consumer is discarded instead.
    void close(CloseCode code) {
        if (end(code)) {
            flush();
        }
    }

    private boolean end(CloseCode code) {
        Phase.Closing closing;
        synchronized (this) {
            if (!(phase instanceof Phase.Open open) || open instanceof Phase.Closing) {
                return false;
            }
            long cutAt =
                    context.nanoTime().getAsLong() + context.timing().grace().toNanos();
            closing = new Phase.Closing(open.link(), live(open), cutAt);
            phase = closing;
        }
        if (!closing.link().outbox().close(code)) {
            return false;
        }
        context.metrics().ending(code.reason());
        LOG.debug("event=connection_closing code={} reason={}", code.code(), code.reason());
        if (window.resume()) {
            // Reading continues, so that the peer's close frame is read.
            demand();
        }
        return true;
    }

    /// Runs a task of this connection on a thread of its own.
    void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(() -> guarded(name, task));
    }

    /// Runs a task whose thread or stage would otherwise swallow an error. An exception is logged; an `Error` closes
    /// the connection and is reported.
    void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=connection_task_failed name={}", name, e);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /// Closes the connection after an error, and reports the error.
    void fail(Throwable error) {
        try {
            close(CloseCode.INTERNAL);
        } finally {
            failure.accept(error);
        }
    }

    private @Nullable Link link() {
        return phase instanceof Phase.Open open ? open.link() : null;
    }
}
