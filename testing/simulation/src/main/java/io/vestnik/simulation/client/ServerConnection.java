package io.vestnik.simulation.client;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.simulation.law.ConnectionLaws;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The node's end of a connection. It does what the WebSocket adapter does around a live session: a bounded queue of
/// frames, a replay that waits for the client, pings as fences, and a pause in reading while many requests are
/// unanswered.
///
/// State is guarded by `lock`. No thread waits for anything else while it holds the lock, so events of the link may
/// take it.
final class ServerConnection implements EventSink, SimulatedLink.ServerEnd {
    /// The number of queued frames from which the client is a slow consumer.
    private static final int QUEUED_MAX = 400;

    /// A replay waits for the next page until at most this number of frames is on the way.
    private static final int REPLAYED_MAX = 4;

    /// The time in which a client must read something of its replay.
    private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(30);

    /// The time for which a client may read the last frames of a closed connection.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final NodeDoor node;
    private final SimulatedLink link;
    private final ClientDevice peer;
    private final ConnectionLaws laws;
    private final ConnectionRequests requests;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Queue<FromServer> queued = new ArrayDeque<>();
    private final LinkedBlockingQueue<Optional<FromClient>> arrived = new LinkedBlockingQueue<>();
    private final Map<Long, Runnable> fences = new HashMap<>();
    private final Runnable nodeKilled = this::killed;
    private long pings;
    private long progress;
    private long progressNanos;
    private boolean closing;
    private boolean closed;
    private @Nullable LiveSession session;

    /// @param peer the device that connects
    /// @param requests serves the requests of this connection
    ServerConnection(
            NodeDoor node, SimulatedLink link, ClientDevice peer, ConnectionLaws laws, RequestServer requests) {
        this.node = node;
        this.link = link;
        this.peer = peer;
        this.laws = laws;
        this.requests = requests.of(this, laws);
        this.progressNanos = node.runtime().nanoTime();
    }

    /// Makes the requests of a connection.
    @FunctionalInterface
    interface RequestServer {
        ConnectionRequests of(ServerConnection connection, ConnectionLaws laws);
    }

    /// Accepts the connection: an event of the node's process.
    void open(Resume resume) {
        link.accept(this);
        node.process().onKill(nodeKilled);
        if (link.isCut()) {
            lost();
        } else {
            node.runtime().start("websocket", () -> serve(resume));
        }
    }

    private void serve(Resume resume) {
        try {
            if (enter(resume)) {
                read();
            }
        } catch (EventSinkClosedException | LiveMemoryFullException | StoreUnavailableException e) {
            end(ConnectionEnd.UNAVAILABLE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts a connection", e);
        }
    }

    private boolean enter(Resume resume) {
        if (!node.admits().test(peer.deviceId())) {
            end(ConnectionEnd.DEVICE_REVOKED);
            return false;
        }
        LiveSession opened = node.live().open(peer.userId(), peer.deviceId(), this);
        if (!attach(opened)) {
            opened.close();
            return false;
        }
        requests.opened(peer.deviceId(), opened);
        if (isClosing()) {
            // The device was revoked between the registration of the session and that of its requests.
            requests.closing();
        }
        // The second check finds a device that was revoked before the connection was registered.
        if (!node.admits().test(peer.deviceId())) {
            end(ConnectionEnd.DEVICE_REVOKED);
            return false;
        }
        queue(new FromServer.Ready(node.live().epoch()));
        flush();
        opened.catchUp(resume);
        return true;
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private boolean attach(LiveSession opened) {
        lock.lock();
        try {
            session = opened;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void read() throws InterruptedException {
        for (Optional<FromClient> next = arrived.take(); next.isPresent(); next = arrived.take()) {
            FromClient frame = next.orElseThrow();
            if (frame instanceof FromClient.Pong(long number)) {
                Optional.ofNullable(takeFence(number)).ifPresent(Runnable::run);
            } else {
                requests.serve(frame);
            }
            flush();
            requests.awaitRoom();
        }
    }

    private @Nullable Runnable takeFence(long number) {
        lock.lock();
        try {
            return fences.remove(number);
        } finally {
            lock.unlock();
        }
    }

    // ---- the sending side

    @Override
    public void offer(EncodedEvent event) {
        queue(new FromServer.Event(event.event()), () -> laws.event(event.event()));
    }

    void queue(FromServer frame) {
        queue(frame, () -> {});
    }

    /// Queues a frame and checks it, unless the connection is closing. A frame that does not fit closes the connection.
    ///
    /// @return whether the frame was queued
    boolean queue(FromServer frame, Runnable check) {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            if (queued.size() >= QUEUED_MAX) {
                queued.clear();
                end(ConnectionEnd.SLOW_CONSUMER);
                return false;
            }
            check.run();
            return queued.add(frame);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            while (!queued.isEmpty() && link.hasRoom()) {
                link.sendToClient(queued.remove());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void replay(LiveEvent event) {
        awaitClient(() -> queued.isEmpty() && link.hasRoom());
        offer(new EncodedEvent(event));
        flush();
    }

    @Override
    public void awaitReplayed() {
        awaitClient(() -> queued.isEmpty() && link.framesToClient() <= REPLAYED_MAX);
    }

    /// Waits until the client has read enough.
    private void awaitClient(BooleanSupplier enough) {
        lock.lock();
        try {
            while (!closing && !enough.getAsBoolean()) {
                long before = progress;
                long left = node.runtime().awaitNanos(lock, room, PROGRESS_WITHIN.toNanos());
                if (left <= 0 && progress == before) {
                    end(ConnectionEnd.SLOW_CONSUMER);
                }
            }
            if (closing) {
                throw new EventSinkClosedException();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts a replay", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration stalled() {
        lock.lock();
        try {
            return queued.isEmpty()
                    ? Duration.ZERO
                    : Duration.ofNanos(node.runtime().nanoTime() - progressNanos);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void fence(Runnable passed) {
        lock.lock();
        try {
            pings++;
            long number = pings;
            if (queue(new FromServer.Ping(number), () -> {})) {
                fences.put(number, passed);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(CloseReason reason) {
        end(ConnectionEnd.of(reason));
    }

    /// Closes the connection after the queued frames.
    private void end(ConnectionEnd end) {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                requests.closing();
                queued.add(new FromServer.Close(end));
                flush();
                room.signalAll();
                node.runtime().start("websocket-grace", this::cutAfterGrace);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cutAfterGrace() {
        try {
            node.runtime().sleep(GRACE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts a connection", e);
        }
        link.cut(Duration.ZERO, Duration.ZERO);
    }

    // ---- the link

    @Override
    public void received(FromClient frame) {
        arrived.add(Optional.of(frame));
    }

    @Override
    public void progressed() {
        lock.lock();
        try {
            progress++;
            progressNanos = node.runtime().nanoTime();
            flush();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost() {
        LiveSession left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closing = true;
            closed = true;
            left = session;
            queued.clear();
            fences.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        node.process().forgetOnKill(nodeKilled);
        arrived.add(Optional.empty());
        requests.lost();
        if (left != null) {
            node.runtime().start("websocket-leave", left::close);
        }
    }

    /// The kernel of the killed node closes its sockets.
    private void killed() {
        closed = true;
        closing = true;
        requests.lost();
        link.cut(Duration.ofMillis(1), Duration.ZERO);
    }
}
