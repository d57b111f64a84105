package io.vestnik.faults;

import io.vestnik.faults.FaultyLink.AnswerCut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection through a [FaultyLink], from the client's socket to the server's socket.
final class LinkedConnection {
    private static final int BUFFER_BYTES = 1 << 16;

    /// The number of characters of each direction that are kept for the search, since a searched text may span two
    /// reads.
    private static final int TAIL_MAX = 256;

    private final Socket client;
    private final AtomicReference<@Nullable AnswerCut> cuts;
    private final Supplier<Duration> delay;

    /// The socket to the server; null until the connection exists. Guarded by this object, as is `ended`.
    private @Nullable Socket server;

    private boolean ended;

    /// The requested cut, once the client has sent the text after which the cut may happen; otherwise null. Set by the
    /// thread that forwards the client's data.
    private volatile @Nullable AnswerCut armed;

    private String askedTail = "";
    private String answeredTail = "";

    /// @param cuts holds the requested cut, if there is one; the connection that is cut removes it
    LinkedConnection(Socket client, AtomicReference<@Nullable AnswerCut> cuts, Supplier<Duration> delay) {
        this.client = client;
        this.cuts = cuts;
        this.delay = delay;
    }

    /// Connects to the server, and forwards data in both directions until both directions have ended.
    void forward(int target) {
        try {
            Socket connected = new Socket(InetAddress.getLoopbackAddress(), target);
            if (!join(connected)) {
                FaultyLink.closeQuietly(connected);
                return;
            }
            Thread asking = Thread.ofVirtual().start(() -> forward(client, connected, this::passesRequest));
            forward(connected, client, this::passesAnswer);
            asking.join();
        } catch (IOException e) {
            // There is no server. The client learns this by the end of its connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
        }
    }

    /// Closes both sides, even before the connection to the server exists.
    void cut() {
        Socket other;
        synchronized (this) {
            ended = true;
            other = server;
        }
        FaultyLink.closeQuietly(client);
        if (other != null) {
            FaultyLink.closeQuietly(other);
        }
    }

    private synchronized boolean join(Socket connected) {
        server = connected;
        return !ended;
    }

    private boolean passesRequest(String part) {
        AnswerCut waiting = cuts.get();
        String received = askedTail + part;
        askedTail = tail(received);
        if (waiting != null && !waiting.equals(armed) && waiting.isArmedBy(received)) {
            armed = waiting;
        }
        return true;
    }

    private boolean passesAnswer(String part) {
        AnswerCut waiting = armed;
        if (waiting == null) {
            // Answers to earlier requests of this connection must not cause the cut.
            return true;
        }
        String received = answeredTail + part;
        answeredTail = tail(received);
        return !waiting.happensAt(received) || !cuts.compareAndSet(waiting, null);
    }

    private static String tail(String received) {
        return received.substring(Math.max(0, received.length() - TAIL_MAX));
    }

    private void forward(Socket from, Socket to, Predicate<String> passes) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!passes.test(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    cut();
                    return;
                }
                pause();
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side broke, or the connection was cut.
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private void pause() throws InterruptedException {
        long nanos = delay.get().toNanos();
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }
}
