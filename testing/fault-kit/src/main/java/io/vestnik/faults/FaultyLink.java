package io.vestnik.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP relay on a port of the loopback interface that forwards every connection to another port and fails on request.
///
/// When one side ends its data, the link ends the data to the other side. When one side breaks, the link closes both
/// sides. Thread-safe.
public final class FaultyLink implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final Set<LinkedConnection> connections = ConcurrentHashMap.newKeySet();
    private final LinkFaults faults = new LinkFaults();
    private volatile boolean armed;
    private volatile Listener listener;
    private volatile int target;

    /// @param target the port of the loopback interface to which connections lead
    public FaultyLink(int target) {
        this.target = target;
        this.listener = listen(FreePorts.find());
    }

    /// The port on which clients connect. It stays the same while the link refuses connections.
    public int port() {
        return listener.socket.getLocalPort();
    }

    /// Forwards new connections to this port from now on.
    public void leadTo(int port) {
        target = port;
    }

    /// Waits this long before each forwarded part of the data, in both directions. A part is what one read returns, and
    /// the parts stay in order. Zero ends the delay.
    public void delay(Duration each) {
        faults.delay(each);
    }

    /// Requests that one connection is cut: the first connection on which the server sends `answer` after the client
    /// has sent `asked`. At the cut the server has executed the request, and its answer is lost. Neither text may be
    /// longer than 256 bytes.
    public void cutAnswer(String asked, String answer) {
        faults.answerCut.set(new AnswerCut(asked, answer));
        armed = true;
    }

    /// Whether the cut that the last call of [#cutAnswer] requested has happened.
    public boolean hasCut() {
        return armed && faults.answerCut.get() == null;
    }

    /// Requests that one connection is cut after a number of further bytes to one end, counted over all connections.
    /// The byte that follows is not forwarded, and its connection is cut. A second call for the same end replaces the
    /// first one and cancels its future.
    ///
    /// @param bytes 0 = the next byte is not forwarded
    /// @return completes after the cut
    public CompletableFuture<Void> cutAfter(LinkEnd to, long bytes) {
        return faults.cutAfter(to, bytes);
    }

    /// Forwards the data to one end byte by byte, with a pause before each byte. Zero ends this after the current
    /// pause; data that waits is then forwarded at once.
    public void drip(LinkEnd to, Duration each) {
        faults.drip(to, each);
    }

    /// Forwards nothing more to one end until [#thaw]. The connections stay open and new ones are accepted, as when
    /// packets are lost in this direction. What the other end sends meanwhile waits.
    public void freeze(LinkEnd to) {
        faults.freeze(to);
    }

    /// Forwards all data again, beginning with the data that waits.
    public void thaw() {
        faults.thaw();
    }

    /// Closes all present connections at one end only. The other end stays connected until it closes its connection: it
    /// receives nothing more, and what it sends is lost, as after a crash of the other machine. New connections work.
    ///
    /// @param kept the end that stays connected
    public void halfOpen(LinkEnd kept) {
        connections.forEach(connection -> connection.halfOpen(kept));
    }

    /// The number of open connections, including half-open ones.
    public int connections() {
        return connections.size();
    }

    /// Cuts all connections, even those that are not connected to their target yet. New connections are accepted.
    public void cutAll() {
        connections.forEach(LinkedConnection::cut);
    }

    /// Cuts all connections and refuses new connections, as the port of a server that is down does.
    public void refuse() {
        closeListener();
        cutAll();
    }

    /// Accepts connections again, on the same port.
    ///
    /// @throws UncheckedIOException if another socket took the port meanwhile
    public void accept() {
        if (listener.socket.isClosed()) {
            listener = listen(port());
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private Listener listen(int port) {
        try {
            ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            return new Listener(socket, CompletableFuture.runAsync(() -> acceptOn(socket), Thread::startVirtualThread));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptOn(ServerSocket socket) {
        try {
            while (true) {
                LinkedConnection connection = new LinkedConnection(socket.accept(), faults);
                connections.add(connection);
                if (socket.isClosed()) {
                    // The connection was accepted while the others were cut.
                    connection.cut();
                }
                Thread.ofVirtual().start(() -> {
                    connection.forward(target);
                    connections.remove(connection);
                });
            }
        } catch (IOException e) {
            // The link refuses connections from now on.
            return;
        }
    }

    private void closeListener() {
        try {
            listener.socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The port refuses connections only once the waiting thread has left `accept`.
        listener.accepting.join();
    }

    /// @param accepting completes when no thread accepts connections on the socket any more
    private record Listener(ServerSocket socket, CompletableFuture<Void> accepting) {}

    /// A cut of the connection when the server sends `answer`, provided that the client has sent `asked` before. Equal
    /// only to itself.
    static final class AnswerCut {
        private final String asked;
        private final String answer;

        AnswerCut(String asked, String answer) {
            this.asked = asked;
            this.answer = answer;
        }

        boolean isArmedBy(String received) {
            return received.contains(asked);
        }

        boolean happensAt(String received) {
            return received.contains(answer);
        }
    }

    /// Closes a socket that is of no further use.
    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The peer of the socket sees the end of the connection in any case.
            return;
        }
    }
}
