package io.vestnik.e2e.conversation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A proxy that cuts a connection at the moment when a certain answer passes: the request is executed, but its sender
/// does not know.
final class Proxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    /// The searched text may span two reads.
    private static final int TAIL_MAX = 256;

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private volatile int target;

    /// Cuts the connection that sent `asked` where `answer` would pass.
    private record Trap(String asked, String answer) {}

    Proxy(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// New connections lead to this port from now on.
    void leadTo(int port) {
        target = port;
    }

    /// Passes the next data that contains `asked`, and cuts its connection at `answer`.
    void cutAnswer(String asked, String answer) {
        trap.set(new Trap(asked, answer));
    }

    /// Whether the cut has happened.
    boolean hasCut() {
        return trap.get() == null;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // Closed on request.
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            Watch watch = new Watch();
            Thread.ofVirtual().start(() -> forward(client, server, watch::asked));
            forward(server, client, watch::answered);
        } catch (IOException e) {
            close(client);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is of no further use, as intended.
        }
    }

    /// One connection, until its cut.
    private final class Watch {
        private volatile @Nullable Trap armed;
        private String askedTail = "";
        private String answeredTail = "";

        boolean asked(String part) {
            Trap set = trap.get();
            String heard = askedTail + part;
            askedTail = tail(heard);
            if (set != null && armed == null && heard.contains(set.asked())) {
                armed = set;
            }
            return true;
        }

        boolean answered(String part) {
            Trap set = armed;
            String heard = answeredTail + part;
            answeredTail = tail(heard);
            return set == null || !heard.contains(set.answer()) || !trap.compareAndSet(set, null);
        }

        private static String tail(String heard) {
            return heard.substring(Math.max(0, heard.length() - TAIL_MAX));
        }
    }

    @FunctionalInterface
    private interface Passing {
        boolean goesOn(String part);
    }

    private static void forward(Socket from, Socket to, Passing passing) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = in.read(buffer)) >= 0) {
                if (!passing.goesOn(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is closed, so both are.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Proxy::close);
    }
}
