package io.vestnik.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// A proxy between the store and its server that cuts connections: all of them, or the one on which the server answers
/// a commit with a certain text, so that the answer never arrives.
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final int serverPort;
    private volatile ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Optional<String>> cutAt = new AtomicReference<>(Optional.empty());

    CuttingProxy(int serverPort) {
        this.serverPort = serverPort;
        this.listening = listen(0);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Forwards the next commit of a message with this text, but not its answer.
    void cutAnswerTo(String text) {
        cutAt.set(Optional.of(text));
    }

    /// Behaves like a server that is down.
    void goAway() {
        closeAll();
    }

    /// Behaves like a server that is up again, at the same address.
    void comeBack(int port) {
        listening = listen(port);
    }

    @Override
    public void close() {
        closeAll();
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                Cut cut = new Cut();
                Thread.ofVirtual().start(() -> forward(client, server, cut::sent));
                Thread.ofVirtual().start(() -> forward(server, client, cut::answered));
            }
        } catch (IOException e) {
            // Closed on purpose.
        }
    }

    /// One connection through the proxy.
    private final class Cut {
        private volatile boolean armed;

        boolean sent(String part) {
            Optional<String> text = cutAt.get();
            if (text.isPresent() && part.contains(text.get()) && cutAt.compareAndSet(text, Optional.empty())) {
                armed = true;
            }
            return true;
        }

        boolean answered(String part) {
            return !armed || !part.contains("COMMIT");
        }
    }

    @FunctionalInterface
    private interface Watch {
        boolean goOn(String part);
    }

    private static void forward(Socket from, Socket to, Watch watch) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = in.read(buffer)) >= 0) {
                if (!watch.goOn(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side has closed: both are closed.
        }
    }

    private void closeAll() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
