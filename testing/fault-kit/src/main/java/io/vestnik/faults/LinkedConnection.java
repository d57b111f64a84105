package io.vestnik.faults;

import io.vestnik.faults.FaultyLink.AnswerCut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One connection through a [FaultyLink], from the client's socket to the server's socket.
final class LinkedConnection {
    private static final int BUFFER_BYTES = 1 << 16;

    /// The number of characters of each direction that are kept for the search, since a searched text may span two
    /// reads.
    private static final int TAIL_MAX = 256;

    private final Socket client;
    private final LinkFaults faults;

    /// The socket to the server; null until the connection exists. Guarded by this object, as are `ended` and `kept`.
    private @Nullable Socket server;

    private boolean ended;

    /// The end whose socket stays open although the other socket is closed; null unless the connection is half open.
    private @Nullable LinkEnd kept;

    /// The requested cut, once the client has sent the text after which the cut may happen; otherwise null. Set by the
    /// thread that forwards the client's data.
    private volatile @Nullable AnswerCut armed;

    private String askedTail = "";
    private String answeredTail = "";

    LinkedConnection(Socket client, LinkFaults faults) {
        this.client = client;
        this.faults = faults;
    }

    /// Connects to the server, and forwards data in both directions until both directions have ended.
    void forward(int target) {
        try {
            Socket connected = new Socket(InetAddress.getLoopbackAddress(), target);
            if (!join(connected)) {
                FaultyLink.closeQuietly(connected);
                return;
            }
            Thread asking =
                    Thread.ofVirtual().start(() -> forward(LinkEnd.SERVER, client, connected, this::passesRequest));
            forward(LinkEnd.CLIENT, connected, client, this::passesAnswer);
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
        faults.connectionEnded();
    }

    /// Closes the socket of one end and leaves the other end connected, without data. If the connection to the server
    /// does not exist yet, both sides are closed.
    void halfOpen(LinkEnd keep) {
        Socket closed;
        synchronized (this) {
            closed = keep == LinkEnd.SERVER ? client : server;
            if (server != null && !ended) {
                kept = keep;
            }
        }
        if (closed == null) {
            cut();
        } else {
            FaultyLink.closeQuietly(closed);
            faults.connectionEnded();
        }
    }

    private synchronized boolean join(Socket connected) {
        server = connected;
        return !ended;
    }

    private synchronized boolean isOver() {
        return ended || kept != null;
    }

    private synchronized @Nullable LinkEnd kept() {
        return ended ? null : kept;
    }

    private boolean passesRequest(String part) {
        AnswerCut waiting = faults.answerCut.get();
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
        return !waiting.happensAt(received) || !faults.answerCut.compareAndSet(waiting, null);
    }

    private static String tail(String received) {
        return received.substring(Math.max(0, received.length() - TAIL_MAX));
    }

    /// @param end the end that receives the data
    private void forward(LinkEnd end, Socket from, Socket to, Predicate<String> passes) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!passes.test(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    cut();
                    return;
                }
                faults.pauseBeforePart();
                LinkFaults.CutPosition cut = faults.cutWithin(end, read);
                write(end, out, buffer, cut == null ? read : cut.bytes());
                if (cut != null) {
                    cut();
                    cut.done().complete(null);
                    return;
                }
            }
            faults.awaitThaw(end, this::isOver);
            to.shutdownOutput();
        } catch (IOException e) {
            broken(end, from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private void write(LinkEnd end, OutputStream out, byte[] buffer, int length)
            throws IOException, InterruptedException {
        int written = 0;
        while (written < length) {
            int next = faults.nextBytes(end, length - written);
            faults.awaitThaw(end, this::isOver);
            if (isOver()) {
                throw new IOException("the connection has ended");
            }
            out.write(buffer, written, next);
            written += next;
        }
    }

    /// Handles a broken side: closes both sides, unless the connection is half open. The data of the end that a
    /// half-open connection keeps is then read and dropped.
    ///
    /// @param end the end that would have received the data
    private void broken(LinkEnd end, Socket from) {
        LinkEnd keep = kept();
        if (keep == null) {
            cut();
        } else if (keep != end) {
            drop(from);
        }
    }

    private static void drop(Socket from) {
        try {
            from.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The end has closed its connection.
            return;
        }
    }
}
