package io.vestnik.http.edge;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.io.SelectorManager;

/// Stops accepting connections while the maximum number of connections is open, or while too many tasks wait for a
/// processor. Connections then wait in the kernel's queue.
///
/// Virtual threads start in the order of their creation, and accepting is faster than serving. Without this bound,
/// thousands of new connections would be served before the next frame of a connected user. Under lasting overload one
/// connection is accepted for each [#TASKS_PER_ACCEPT] tasks, so that new clients and health checks are still served.
/// Thread-safe.
public final class AcceptGate implements SelectorManager.AcceptListener {
    /// The maximum number of tasks and accepted connections that wait for a processor. A task takes a fraction of a
    /// millisecond, so the last task waits for about ten milliseconds.
    static final int WAITING_MAX = 64 * Runtime.getRuntime().availableProcessors();

    /// The number of waiting tasks and connections below which accepting resumes.
    static final int WAITING_LOW = WAITING_MAX / 2;

    /// Under lasting overload, the number of started tasks after which one connection is accepted. While the processors
    /// are busy only with tasks, about ten connections are accepted each second.
    static final int TASKS_PER_ACCEPT = 2 * WAITING_MAX;

    private final int connectionsMax;
    /// The number of tasks that wait for a processor.
    private final AtomicInteger tasks = new AtomicInteger();
    /// The number of tasks that have started to run since accepting stopped, or since a single connection was last
    /// accepted despite the overload.
    private final AtomicInteger ran = new AtomicInteger();
    /// Written under this object's monitor, like all fields below.
    private Consumer<Boolean> accepting = accept -> {};

    private int connections;
    /// The number of connections that are being accepted and are not open yet.
    private int opening;
    private volatile boolean closed;
    /// Whether one connection is to be accepted, however many tasks wait.
    private boolean oneDue;

    public AcceptGate(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    /// Sets the connector whose accepting is controlled.
    ///
    /// @param connector receives whether to accept connections, whenever the value changes
    public synchronized void guard(Consumer<Boolean> connector) {
        accepting = connector;
    }

    /// Counts a task that waits for a processor.
    void waits() {
        if (tasks.incrementAndGet() == WAITING_MAX) {
            update();
        }
    }

    /// Counts a waiting task that starts to run.
    void runs() {
        if (tasks.decrementAndGet() == WAITING_LOW - 1) {
            update();
        } else if (closed && ran.incrementAndGet() >= TASKS_PER_ACCEPT) {
            acceptOne();
        }
    }

    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        connections++;
        opening++;
        oneDue = false;
        update();
    }

    @Override
    public synchronized void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        connections--;
        opening--;
        update();
    }

    @Override
    public synchronized void onAccepted(SelectableChannel channel) {
        opening--;
        update();
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        connections--;
        update();
    }

    private synchronized void acceptOne() {
        ran.set(0);
        oneDue = true;
        update();
    }

    private synchronized void update() {
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
