package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.websocket.frame.CloseCode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks all connections periodically on one thread. This is cheaper than a timer per connection, and exact enough for
/// time-outs of seconds. A pass over 10,000 connections takes well under a millisecond.
public final class Sweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /// Stalled connections are closed when more than this percentage of the memory of all outbound queues is used.
    private static final int RELIEF_PERCENT = 75;

    /// How much memory one check tries to free by closing stalled connections, in percent of the memory of all outbound
    /// queues.
    private static final int RELIEVED_PERCENT = 25;

    /// How long a client reads nothing of its queue before it counts as stalled.
    private static final Duration STALLED = Duration.ofSeconds(1);

    private final SocketMemory memory;
    private final Consumer<Throwable> failure;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("websocket-sweep").daemon().factory());

    /// @param failure receives an error that ends the sweep
    public Sweep(Duration every, SocketMemory memory, Consumer<Throwable> failure) {
        this.memory = memory;
        this.failure = failure;
        Future<?> unused =
                thread.scheduleWithFixedDelay(this::check, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Adds a connection to the checks, from its handshake on.
    public void add(Connection connection) {
        connections.add(connection);
    }

    /// Removes a connection from the checks.
    public void remove(Connection connection) {
        connections.remove(connection);
    }

    /// The number of connections.
    public int size() {
        return connections.size();
    }

    /// The number of bytes in the queues of all connections.
    public long queuedBytes() {
        return connections.stream().mapToLong(Connection::queuedBytes).sum();
    }

    /// Closes all open connections. If closing one of them fails, the others are still closed.
    public void closeAll(CloseCode code) {
        for (Connection connection : connections) {
            try {
                connection.close(code);
            } catch (RuntimeException e) {
                LOG.error("event=close_failed", e);
            } catch (Throwable e) {
                // The remaining connections are still closed.
                failure.accept(e);
            }
        }
    }

    /// Closes the connections whose `hello` has not arrived.
    public void closeWithoutHello() {
        connections.forEach(Connection::closeWithoutHello);
    }

    private void check() {
        try {
            guarded(this::relieve);
            for (Connection connection : connections) {
                guarded(connection::checkTimeouts);
            }
        } catch (Throwable e) {
            // The error is reported here, because the executor would drop it silently and never run the check again.
            thread.shutdown();
            failure.accept(e);
        }
    }

    private static void guarded(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            LOG.error("event=sweep_failed", e);
        }
    }

    /// Closes the connections that have been stalled for longest, if all outbound queues together are nearly full.
    private void relieve() {
        MemoryBudget outbound = memory.outbound();
        if (!outbound.filledBeyond(RELIEF_PERCENT)) {
            return;
        }
        List<Stalled> stalled = connections.stream()
                .map(connection -> new Stalled(connection, connection.stalledNanos(), connection.queuedBytes()))
                .filter(s -> s.nanos() >= STALLED.toNanos())
                .sorted(Comparator.comparingLong(Stalled::nanos).reversed())
                .toList();
        long wanted = outbound.bytesMax() * RELIEVED_PERCENT / 100;
        for (Stalled next : stalled) {
            if (wanted <= 0) {
                return;
            }
            wanted -= next.bytes();
            next.connection().close(CloseCode.SLOW_CONSUMER);
        }
    }

    private record Stalled(Connection connection, long nanos, long bytes) {}

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
