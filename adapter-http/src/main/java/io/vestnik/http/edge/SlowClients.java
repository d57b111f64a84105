package io.vestnik.http.edge;

import io.vestnik.application.FatalErrors;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
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

/// Closes connections that make too little progress with a request or a response: less than 1 KiB/s over 30 s, which no
/// idle timeout notices. Otherwise a client with many slow connections could hold all available connections, and the
/// memory of their responses. The total time of a request or a response is not bounded.
///
/// Each connection is checked every few seconds. A connection without any traffic is left to the idle timeout, unless a
/// response waits to be read. A connection that became a WebSocket is no longer checked.
public final class SlowClients implements Connection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);

    /// The period over which progress is measured. It is long, because a mobile device that moves to another cell is
    /// silent for some seconds.
    static final Duration PERIOD = Duration.ofSeconds(30);

    /// The minimum progress in each period, in bytes: 1 KiB/s.
    static final long PERIOD_BYTES_MIN = 30 * 1024;

    /// The time between two checks. It is short, so that a slow connection stays open little longer than the period.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);

    /// The size of a response, in bytes, from which the system's send buffer of the connection is limited.
    private static final int LARGE_BYTES = 64 * 1024;

    /// The size of a limited send buffer, in bytes. The system frees the buffer in steps, and each step is a part of
    /// the buffer's size. Without a limit the system chooses a buffer of megabytes, of which a slow reader may free
    /// nothing for minutes. With this size, a step is about 40 KiB.
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();
    private final Map<Connection, Progress> responses = new ConcurrentHashMap<>();
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private final FatalErrors fatal;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("slow-clients").daemon().factory());

    /// The counters of a connection when the present measurement of its progress began, and the time of this beginning.
    /// A new measurement begins when the progress is sufficient, and for a request also when no bytes have arrived.
    private record Progress(long requests, long bytesOut, long bytesIn, long sinceNanos) {}

    /// @param fatal receives an error that ends the checks
    public SlowClients(FatalErrors fatal) {
        this(PERIOD, System::nanoTime, fatal);
        Future<?> unused = timer.scheduleWithFixedDelay(
                this::checkOrReport, CHECK_EVERY.toNanos(), CHECK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Makes an instance without a timer: connections are checked only when [#check] is called.
    public SlowClients(Duration period, LongSupplier nanoTime, FatalErrors fatal) {
        this.periodNanos = period.toNanos();
        this.nanoTime = nanoTime;
        this.fatal = fatal;
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
        responses.remove(connection);
    }

    /// Marks a response as being written, until the returned action runs.
    ///
    /// @param bytes the size of the response's body
    public Runnable responding(Connection connection, long bytes) {
        if (bytes >= LARGE_BYTES) {
            limitSendBuffer(connection);
        }
        responses.put(connection, progress(connection, nanoTime.getAsLong()));
        return () -> responses.remove(connection);
    }

    private static void limitSendBuffer(Connection connection) {
        if (connection.getEndPoint().getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            } catch (IOException e) {
                LOG.debug("event=send_buffer_unchanged", e);
            }
        }
    }

    private static Progress progress(Connection connection, long now) {
        return new Progress(connection.getMessagesIn(), connection.getBytesOut(), connection.getBytesIn(), now);
    }

    private void checkOrReport() {
        try {
            check();
        } catch (RuntimeException e) {
            LOG.error("event=slow_client_check_failed", e);
        } catch (Error e) {
            fatal.report("slow-clients", e);
        }
    }

    /// Checks every connection once.
    void check() {
        long now = nanoTime.getAsLong();
        connections.forEach((connection, before) -> {
            Progress present = progress(connection, now);
            boolean wentOn = present.requests() != before.requests()
                    || present.bytesOut() != before.bytesOut()
                    || present.bytesIn() - before.bytesIn() >= PERIOD_BYTES_MIN;
            if (wentOn || present.bytesIn() == before.bytesIn()) {
                connections.replace(connection, before, present);
            } else if (now - before.sinceNanos() > periodNanos) {
                end(connection, "slow_request_ended");
            }
        });
        responses.forEach((connection, before) -> {
            Progress present = progress(connection, now);
            if (present.bytesOut() - before.bytesOut() >= PERIOD_BYTES_MIN) {
                responses.replace(connection, before, present);
            } else if (now - before.sinceNanos() > periodNanos) {
                end(connection, "slow_reader_ended");
            }
        });
    }

    /// Closes a connection because other users need the memory of its response. If the client has just taken the whole
    /// response, the connection closes between two requests, which every HTTP client has to expect.
    public void cut(Connection connection) {
        end(connection, "slow_reader_cut");
    }

    private void end(Connection connection, String event) {
        LOG.debug("event={}", event);
        connections.remove(connection);
        responses.remove(connection);
        connection.getEndPoint().close();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
