package io.vestnik.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends connections on which a request drips in byte by byte, which no idle timeout notices: whoever opens many of them
/// would hold all connections there can be, for next to nothing.
///
/// A connection is looked at now and then. What came in since the last request began or the last answer went out has to
/// become a whole one in time; a connection on which nothing comes at all is for the idle timeout, and one that became
/// a WebSocket is no longer looked at.
final class SlowRequests implements Connection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);

    /// For a request of 64 KiB, on a line that carries 20 kbit a second.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// So often that nobody holds a connection much longer than that.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("slow-requests").daemon().factory());

    /// How far a connection had come, and when it had last come that far.
    private record Progress(long requests, long bytesOut, long bytesIn, long sinceNanos) {}

    SlowRequests() {
        this(PATIENCE, System::nanoTime);
        Future<?> unused = timer.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toNanos(), LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Looks only when told to.
    SlowRequests(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            connections.put(connection, progress(connection, nanoTime.getAsLong()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    private static Progress progress(Connection connection, long now) {
        return new Progress(connection.getMessagesIn(), connection.getBytesOut(), connection.getBytesIn(), now);
    }

    /// Looks at every connection once.
    void look() {
        long now = nanoTime.getAsLong();
        connections.forEach((connection, before) -> {
            Progress present = progress(connection, now);
            boolean wentOn = present.requests() != before.requests() || present.bytesOut() != before.bytesOut();
            if (wentOn || present.bytesIn() == before.bytesIn()) {
                connections.replace(connection, before, present);
            } else if (now - before.sinceNanos() > patienceNanos) {
                LOG.debug("event=slow_request_ended");
                connections.remove(connection);
                connection.getEndPoint().close();
            }
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
