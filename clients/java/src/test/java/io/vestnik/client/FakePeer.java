package io.vestnik.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// HTTP and WebSocket over plain sockets with one lock over all state. A subclass defines the answers; {@link #instead}
/// replaces some of them, as a proxy would.
abstract class FakePeer implements AutoCloseable {

    /// An HTTP response.
    ///
    /// @param status with its phrase, such as `200 OK`
    record Reply(String status, String contentType, String body) {
        static Reply json(ObjectNode body) {
            return new Reply("200 OK", "application/json", body.toString());
        }

        static Reply problem(String status, String code) {
            return new Reply(
                    status,
                    "application/problem+json",
                    "{\"status\":" + status.substring(0, 3) + ",\"title\":\"no\",\"code\":\"" + code + "\"}");
        }
    }

    /// One WebSocket; write to it under the lock.
    static final class Wire {
        private final Socket socket;
        private final OutputStream out;
        final String user;

        Wire(Socket socket, OutputStream out, String user) {
            this.socket = socket;
            this.out = out;
            this.user = user;
        }

        void say(ObjectNode frame) {
            say(frame.toString());
        }

        void say(String text) {
            frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        }

        /// Sends a ping; its pong proves that everything sent before was received.
        void ping(long number) {
            frame(0x89, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }

        void close(int code) {
            frame(0x88, new byte[] {(byte) (code >>> 8), (byte) code});
            try {
                // Closing at once could discard the frame: unread bytes of the client reset the connection.
                socket.shutdownOutput();
            } catch (IOException e) {
                // The connection was cut before.
                return;
            }
        }

        void cut() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void frame(int first, byte[] payload) {
            try {
                out.write(first);
                if (payload.length < 126) {
                    out.write(payload.length);
                } else {
                    out.write(126);
                    out.write(payload.length >>> 8);
                    out.write(payload.length);
                }
                out.write(payload);
                out.flush();
            } catch (IOException e) {
                // The client is gone; its reader notices it.
                return;
            }
        }
    }

    private record Instead(String path, Reply reply) {}

    private static final int TEXT = 1;
    private static final int PONG = 10;

    /// The first frame of each connection.
    final List<String> hellos = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instead> instead = new ArrayDeque<>();

    FakePeer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Answers the next requests whose path has this prefix with another reply, in order; `/ws` is the handshake.
    void instead(String path, int times, Reply reply) {
        locked(() -> {
            for (int i = 0; i < times; i++) {
                instead.add(new Instead(path, reply));
            }
        });
    }

    /// The number of such replies left.
    int insteadLeft() {
        int[] left = new int[1];
        locked(() -> left[0] = instead.size());
        return left[0];
    }

    /// Called under the lock.
    abstract Reply http(String path);

    /// Called under the lock.
    abstract void greet(Wire wire, JsonNode hello);

    /// Called under the lock.
    abstract void take(Wire wire, JsonNode request);

    /// A pong, which may answer earlier pings, too. Called under the lock.
    void pong(long number) {}

    @Override
    public void close() throws IOException {
        listener.close();
    }

    final void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    static ObjectNode frame(String type) {
        return object().put("type", type);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            while (true) {
                String[] request = line(in).split(" ", -1);
                Map<String, String> headers = new HashMap<>();
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    headers.put(
                            header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT),
                            header.substring(header.indexOf(':') + 1).strip());
                }
                in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                Reply reply = reply(request[1]);
                if (reply == null) {
                    converse(socket, in, out, headers.getOrDefault("sec-websocket-key", ""));
                    return;
                }
                byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
                out.write(("HTTP/1.1 " + reply.status() + "\r\nContent-Type: " + reply.contentType()
                                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.flush();
            }
        } catch (IOException | UncheckedIOException e) {
            // The client is gone.
            return;
        }
    }

    /// The reply that replaces the handshake; absent if there is none.
    private @Nullable Reply reply(String path) {
        Reply[] reply = new Reply[1];
        locked(() -> {
            Instead next = instead.peek();
            if (next != null && path.startsWith(next.path())) {
                instead.remove();
                reply[0] = next.reply();
            } else if (!path.equals("/ws")) {
                reply[0] = http(path);
            }
        });
        return reply[0];
    }

    private void converse(Socket socket, DataInputStream in, OutputStream out, String key) throws IOException {
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String hello = StandardCharsets.UTF_8.decode(frame(in).payload()).toString();
        hellos.add(hello);
        JsonNode greeting = Json.MAPPER.readTree(hello);
        Wire wire = new Wire(socket, out, greeting.path("token").asText().replaceAll("\\..*", ""));
        locked(() -> greet(wire, greeting));
        while (true) {
            Frame frame = frame(in);
            switch (frame.opcode()) {
                case TEXT -> {
                    JsonNode request = Json.MAPPER.readTree(
                            StandardCharsets.UTF_8.decode(frame.payload()).toString());
                    locked(() -> take(wire, request));
                }
                case PONG -> locked(() -> pong(frame.payload().getLong()));
                default -> {
                    return;
                }
            }
        }
    }

    private record Frame(int opcode, ByteBuffer payload) {}

    private static Frame frame(DataInputStream in) throws IOException {
        int opcode = in.readByte() & 0xF;
        int length = in.readByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame(opcode, ByteBuffer.wrap(payload));
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (char next = (char) in.readUnsignedByte(); next != '\n'; next = (char) in.readUnsignedByte()) {
            if (next != '\r') {
                line.append(next);
            }
        }
        return line.toString();
    }

    private static String accepted(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
