package io.vestnik.http.edge;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.FairQueue;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/// Holds accepted connections back while too many tasks wait for a processor, and stops accepting while the maximum
/// number of connections is open.
///
/// Virtual threads start in the order of their creation, and accepting is faster than serving. Without this bound,
/// thousands of new connections would be served before the next frame of a connected user. Under lasting overload one
/// connection is opened for each [#TASKS_PER_OPENING] tasks, so that new clients and health checks are still served.
///
/// The connections that are held back are opened by client networks in turns ([FairQueue]). They do not wait in the
/// kernel's queue, because there a client would wait behind all connections of a network that opens a thousand.
/// Thread-safe.
public final class AcceptGate implements SelectorManager.AcceptListener {
    /// The maximum number of tasks and opening connections that wait for a processor. A task takes a fraction of a
    /// millisecond, so the last of them waits for about ten milliseconds.
    static final int WAITING_MAX = 64 * Runtime.getRuntime().availableProcessors();

    /// The number of waiting tasks and connections below which opening resumes.
    static final int WAITING_LOW = WAITING_MAX / 2;

    /// Under lasting overload, the number of started tasks after which one connection is opened. While the processors
    /// are busy only with tasks, about ten connections are opened each second.
    static final int TASKS_PER_OPENING = 2 * WAITING_MAX;

    /// The maximum number of connections that are held back. An overloaded node opens about a hundred connections a
    /// second, so most clients give up before a longer queue would reach them.
    static final int HELD_MAX = 1_024;

    private final int connectionsMax;
    /// The number of tasks that wait for a processor.
    private final AtomicInteger tasks = new AtomicInteger();
    /// The number of tasks that have started to run since connections began to be held back, or since a single
    /// connection was last opened despite the overload.
    private final AtomicInteger ran = new AtomicInteger();
    /// Guarded by this object's monitor, like all fields below.
    private final FairQueue<SelectableChannel> held = new FairQueue<>(HELD_MAX);

    private Consumer<Boolean> accepting = accept -> {};
    private Consumer<SelectableChannel> opener = channel -> {};
    /// The number of accepted connections that are not closed: connections that are held back, being opened, or open.
    private int connections;
    /// The number of connections that are being opened.
    private int opening;
    private boolean full;
    private volatile boolean holding;
    /// Whether one connection is to be opened, however many tasks wait.
    private boolean oneDue;

    public AcceptGate(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    /// Sets the connector that this gate controls.
    ///
    /// @param connector receives whether to accept connections, whenever the value changes
    /// @param opens opens a connection that was [#accepted]
    synchronized void guard(Consumer<Boolean> connector, Consumer<SelectableChannel> opens) {
        accepting = connector;
        opener = opens;
    }

    /// Opens an accepted connection now, or when it is its network's turn. If too many are held back, closes the
    /// connection that is due last.
    void accepted(SelectableChannel channel, ClientAddress client) {
        hold(channel, client).ifPresent(IO::close);
        openDue();
    }

    private synchronized Optional<SelectableChannel> hold(SelectableChannel channel, ClientAddress client) {
        Optional<SelectableChannel> dropped = held.add(channel, client);
        connections += dropped.isPresent() ? 0 : 1;
        update();
        return dropped;
    }

    /// Opens the connections that are due. Not under the monitor, since opening wakes a selector.
    private void openDue() {
        for (Optional<SelectableChannel> next = next(); next.isPresent(); next = next()) {
            opener().accept(next.get());
        }
    }

    private synchronized Consumer<SelectableChannel> opener() {
        return opener;
    }

    private synchronized Optional<SelectableChannel> next() {
        boolean busy = tasks.get() + opening >= (holding ? WAITING_LOW : WAITING_MAX);
        if (busy != holding) {
            ran.set(0);
            holding = busy;
        }
        if (busy && !oneDue) {
            return Optional.empty();
        }
        Optional<SelectableChannel> next = held.poll();
        if (next.isPresent()) {
            opening++;
            oneDue = false;
        }
        return next;
    }

    /// Counts a task that waits for a processor.
    void waits() {
        if (tasks.incrementAndGet() == WAITING_MAX) {
            openDue();
        }
    }

    /// Counts a waiting task that starts to run.
    void runs() {
        if (tasks.decrementAndGet() == WAITING_LOW - 1) {
            openDue();
        } else if (holding && ran.incrementAndGet() >= TASKS_PER_OPENING) {
            openOne();
        }
    }

    private void openOne() {
        synchronized (this) {
            ran.set(0);
            oneDue = true;
        }
        openDue();
    }

    @Override
    public void onAccepted(SelectableChannel channel) {
        opened(0);
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        opened(1);
    }

    /// @param closed the number of connections that were closed instead of opened
    private void opened(int closed) {
        synchronized (this) {
            opening--;
            connections -= closed;
            update();
        }
        openDue();
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        connections--;
        update();
    }

    private void update() {
        if (full != connections >= connectionsMax) {
            full = !full;
            accepting.accept(!full);
        }
    }

    /// Closes the connections that are held back.
    void closeHeld() {
        List<SelectableChannel> all;
        synchronized (this) {
            all = held.clear();
            connections -= all.size();
        }
        all.forEach(IO::close);
    }
}
