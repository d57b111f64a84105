package io.vestnik.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A fake server of the protocol for tests of clients: HTTP and WebSocket over plain sockets, with one lock over all
/// state. A subclass defines the answers, right or wrong. [#instead] replaces some of the answers, as a proxy would.
public abstract class FakePeer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// An HTTP request.
    ///
    /// @param path the path with its query
    /// @param token the token in the `Authorization` header; empty if there is no such header
    /// @param body the body; an empty object if there is none
    public record Request(String method, String path, String token, JsonNode body) {}

    /// An HTTP response.
    ///
    /// @param status the status code with its phrase, such as `200 OK`
    public record Reply(String status, String contentType, String body) {
        /// Makes a reply with a JSON body and the status 200.
        public static Reply json(ObjectNode body) {
            return json("200 OK", body);
        }

        /// Makes a reply with a JSON body.
        public static Reply json(String status, ObjectNode body) {
            return new Reply(status, "application/json", body.toString());
        }

        /// Makes a reply with a problem document of the protocol.
        public static Reply problem(String status, String code) {
            return new Reply(
                    status,
                    "application/problem+json",
                    "{\"status\":" + status.substring(0, 3) + ",\"title\":\"no\",\"code\":\"" + code + "\"}");
        }
    }

    private record Instead(String path, Reply reply) {}

    /// The first frame of each connection, in the order of arrival.
    private final List<String> hellos = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instead> instead = new ArrayDeque<>();

    /// Listens on a free port of the loopback interface.
    // No client connects before the constructor has returned, because no client knows the port.
    @SuppressWarnings("this-escape")
    protected FakePeer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// The address of the server.
    public final URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// The first frame of each connection so far.
    public final List<String> hellos() {
        return hellos;
    }

    /// Replaces the answers to the next `times` requests whose path has this prefix. The path of a handshake is `/ws`.
    /// Replacements are used in the order in which they were set: a later one waits until the earlier ones are used.
    public final void instead(String path, int times, Reply reply) {
        locked(() -> {
            for (int i = 0; i < times; i++) {
                instead.add(new Instead(path, reply));
            }
        });
    }

    /// The number of replacements set by [#instead] that are not used yet.
    public final int insteadLeft() {
        int[] left = new int[1];
        locked(() -> left[0] = instead.size());
        return left[0];
    }

    /// Answers a request. Called under the lock.
    protected abstract Reply http(Request request);

    /// Handles the first frame of a connection. Called under the lock.
    protected abstract void answerHello(PeerSocket wire, JsonNode hello);

    /// Handles each later frame of a connection. Called under the lock.
    protected abstract void take(PeerSocket wire, JsonNode request);

    /// Receives a pong. It may also be the answer to earlier pings. Called under the lock.
    protected void pong(long number) {}

    /// Stops accepting connections. Open connections stay; see [#cutAll].
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes every connection without a close frame.
    protected final void cutAll() {
        sockets.forEach(FaultyLink::closeQuietly);
    }

    /// Runs an action under the lock that guards the state of the peer and its sockets.
    protected final void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /// Makes an empty JSON object.
    protected static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// Makes a frame of this type.
    protected static ObjectNode frame(String type) {
        return object().put("type", type);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The listener was closed, so the test is over.
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            while (true) {
                String[] line = line(in).split(" ", -1);
                Map<String, String> headers = new HashMap<>();
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    headers.put(
                            header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT),
                            header.substring(header.indexOf(':') + 1).strip());
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                Reply reply = reply(new Request(
                        line[0],
                        line[1],
                        headers.getOrDefault("authorization", "").replaceFirst("^Bearer ", ""),
                        body.length == 0 ? object() : JSON.readTree(body)));
                if (reply == null) {
                    converse(socket, in, out, headers.getOrDefault("sec-websocket-key", ""));
                    return;
                }
                respond(out, reply);
            }
        } catch (IOException | UncheckedIOException e) {
            // The client has closed the connection.
            return;
        } finally {
            sockets.remove(socket);
        }
    }

    private static void respond(OutputStream out, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + reply.status() + "\r\nContent-Type: " + reply.contentType() + "\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    /// Returns the reply to a request; null if the request is a handshake whose answer [#instead] does not replace.
    private @Nullable Reply reply(Request request) {
        Reply[] reply = new Reply[1];
        locked(() -> {
            Instead next = instead.peek();
            if (next != null && request.path().startsWith(next.path())) {
                instead.remove();
                reply[0] = next.reply();
            } else if (!request.path().equals("/ws")) {
                reply[0] = http(request);
            }
        });
        return reply[0];
    }

    private void converse(Socket socket, DataInputStream in, OutputStream out, String key) throws IOException {
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String text = StandardCharsets.UTF_8.decode(Frame.read(in).payload()).toString();
        hellos.add(text);
        JsonNode hello = JSON.readTree(text);
        PeerSocket wire =
                new PeerSocket(socket, out, hello.path("token").asText().replaceAll("\\..*", ""));
        locked(() -> answerHello(wire, hello));
        while (true) {
            Frame frame = Frame.read(in);
            switch (frame.opcode()) {
                case Frame.TEXT -> {
                    JsonNode request = JSON.readTree(
                            StandardCharsets.UTF_8.decode(frame.payload()).toString());
                    locked(() -> take(wire, request));
                }
                case Frame.PONG -> locked(() -> pong(frame.payload().getLong()));
                default -> {
                    return;
                }
            }
        }
    }

    /// A frame of a client. Its payload is shorter than 64 KiB.
    private record Frame(int opcode, ByteBuffer payload) {
        private static final int TEXT = 1;
        private static final int PONG = 10;

        static Frame read(DataInputStream in) throws IOException {
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
