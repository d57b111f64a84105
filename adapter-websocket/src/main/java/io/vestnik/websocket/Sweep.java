package io.vestnik.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps time for all connections with one thread, which looks at each now and then: cheaper than a timer for each, and
/// exact enough for time-outs of seconds. A look at 10,000 connections takes well under a millisecond.
final class Sweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("websocket-sweep").daemon().factory());

    Sweep(Duration every) {
        Future<?> unused =
                thread.scheduleWithFixedDelay(this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    int size() {
        return connections.size();
    }

    long queuedBytes() {
        return connections.stream().mapToLong(Connection::queuedBytes).sum();
    }

    void closeAll(CloseCode code) {
        connections.forEach(connection -> connection.close(code));
    }

    void closeUngreeted() {
        connections.forEach(Connection::closeUngreeted);
    }

    private void look() {
        for (Connection connection : connections) {
            try {
                connection.look();
            } catch (RuntimeException e) {
                LOG.error("event=sweep_failed", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
