package io.vestnik.http;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.io.SelectorManager;

/// Stops accepting connections while there are as many as descriptors allow, or while too much work waits for a
/// processor. Connections then wait in the kernel's queue.
///
/// Virtual threads start in the order of their creation, and accepting is faster than serving: without this bound,
/// thousands of new connections would stand before the next frame of a connected user. Under lasting overload a
/// connection is accepted for each [#TASKS_PER_ACCEPT] tasks, so that new clients and health checks get through.
/// Thread-safe.
final class AcceptGate implements SelectorManager.AcceptListener {
    /// Tasks and accepted connections that wait for a processor. A task takes a fraction of a millisecond, so what
    /// comes after them waits some ten milliseconds.
    static final int WAITING_MAX = 64 * Runtime.getRuntime().availableProcessors();

    /// Accepting goes on when fewer wait.
    static final int WAITING_LOW = WAITING_MAX / 2;

    /// Some ten connections a second where processors are busy with nothing else.
    static final int TASKS_PER_ACCEPT = 2 * WAITING_MAX;

    private final int connectionsMax;
    /// Tasks that have no thread that runs yet.
    private final AtomicInteger tasks = new AtomicInteger();
    /// Tasks that ran since accepting stopped.
    private final AtomicInteger ran = new AtomicInteger();
    /// Written under this object's monitor, like all that follow.
    private Consumer<Boolean> accepting = accept -> {};

    private int connections;
    /// Those of the connections that are accepted and not yet opened.
    private int opening;
    private volatile boolean closed;
    /// Whether one connection is to be accepted however much waits.
    private boolean oneDue;

    AcceptGate(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    /// @param connector is called with whether it is to accept, whenever that changes
    synchronized void guard(Consumer<Boolean> connector) {
        accepting = connector;
    }

    /// A task waits for a processor.
    void waits() {
        if (tasks.incrementAndGet() == WAITING_MAX) {
            look();
        }
    }

    /// A task that waited runs.
    void runs() {
        if (tasks.decrementAndGet() == WAITING_LOW - 1) {
            look();
        } else if (closed && ran.incrementAndGet() >= TASKS_PER_ACCEPT) {
            acceptOne();
        }
    }

    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        connections++;
        opening++;
        oneDue = false;
        look();
    }

    @Override
    public synchronized void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        connections--;
        opening--;
        look();
    }

    @Override
    public synchronized void onAccepted(SelectableChannel channel) {
        opening--;
        look();
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        connections--;
        look();
    }

    private synchronized void acceptOne() {
        ran.set(0);
        oneDue = true;
        look();
    }

    private synchronized void look() {
        int waiting = tasks.get() + opening;
        boolean busy = !oneDue && waiting >= (closed ? WAITING_LOW : WAITING_MAX);
        boolean close = busy || connections >= connectionsMax;
        if (close != closed) {
            ran.set(0);
            closed = close;
            accepting.accept(!close);
        }
    }
}
