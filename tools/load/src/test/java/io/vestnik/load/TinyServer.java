package io.vestnik.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A minimal server of the contract over sockets and memory, with one selectable fault.
final class TinyServer implements AutoCloseable {

    /// A fault at every fiftieth message.
    enum Fault {
        NONE,
        /// Acknowledges the message but does not store it.
        LOSES_WHAT_IT_ACKNOWLEDGED,
        /// Delivers the message to its sender only.
        FORGETS_TO_DELIVER,
        /// Delivers the message twice.
        DELIVERS_TWICE,
        /// Delivers the next message before this one.
        DELIVERS_IN_ANOTHER_ORDER,
        /// Stores the message twice, under two ids.
        STORES_TWICE,
        /// Omits an id.
        LEAVES_A_PLACE_OUT,
        /// Delivers the message to a user who is not a member.
        SHOWS_IT_TO_A_STRANGER,
        /// Answers a read with an older read mark.
        MOVES_A_MARK_BACK,
        /// Never sends `allRead`.
        KEEPS_READING_TO_ITSELF,
        /// Refuses the message temporarily, and stores it when it is sent again.
        REFUSES_FOR_A_WHILE,
        /// Answers every send after a delay, in order, which is slow but correct.
        ANSWERS_LATE
    }

    private static final int EVERY = 50;
    private static final long LATE_MS = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServerSocket listener;
    private final Fault fault;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, List<Wire>> wires = new HashMap<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService answering = Executors.newSingleThreadExecutor();
    private int posted;
    private int mostUnanswered;
    private @Nullable ObjectNode heldBack;

    TinyServer(Fault fault) throws IOException {
        this.fault = fault;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// The largest number of unanswered sends on one connection.
    int mostUnanswered() {
        lock.lock();
        try {
            return mostUnanswered;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        answering.shutdownNow();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static final class Room {
        private final String id = UUID.randomUUID().toString();
        private final List<String> members = new ArrayList<>();
        private final List<ObjectNode> messages = new ArrayList<>();
        private final Map<String, Long> marks = new HashMap<>();
        private long lastId;
        private long version = 1;
    }

    private static final class Wire {
        private final OutputStream out;
        private final String user;

        /// By chat with a refusal on this connection: the key that must be retried first.
        private final Map<String, String> awaited = new HashMap<>();

        private int unanswered;

        Wire(OutputStream out, String user) {
            this.out = out;
            this.user = user;
        }

        void say(ObjectNode frame) {
            byte[] payload = frame.toString().getBytes(StandardCharsets.UTF_8);
            try {
                out.write(0x81);
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
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
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
                String line = line(in);
                Map<String, String> headers = new HashMap<>();
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    headers.put(
                            header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT),
                            header.substring(header.indexOf(':') + 1).strip());
                }
                if (headers.containsKey("upgrade")) {
                    upgrade(in, out, headers.getOrDefault("sec-websocket-key", ""));
                    return;
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                respond(
                        out,
                        line.split(" ", -1),
                        headers.getOrDefault("authorization", "Bearer ").substring(7),
                        body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
            }
        } catch (IOException | UncheckedIOException e) {
            // The client is gone.
            return;
        }
    }

    private void respond(OutputStream out, String[] request, String user, JsonNode body) throws IOException {
        ObjectNode answer;
        lock.lock();
        try {
            answer = answer(request[0], request[1], user, body);
        } finally {
            lock.unlock();
        }
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        int status = request[0].equals("POST") ? 201 : 200;
        out.write(("HTTP/1.1 " + status + " OK\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private ObjectNode answer(String method, String path, String user, JsonNode body) {
        ObjectNode answer = JSON.createObjectNode();
        if (path.equals("/auth/register")) {
            String id = UUID.randomUUID().toString();
            return answer.put("userId", id)
                    .put("deviceId", id)
                    .put("accessToken", id)
                    .put("refreshToken", id)
                    .put("accessTokenExpiresAt", "2999-01-01T00:00:00Z")
                    .put("refreshTokenExpiresAt", "2999-01-01T00:00:00Z");
        }
        if (method.equals("POST") && path.equals("/chats")) {
            Room room = new Room();
            room.members.add(user);
            if (body.has("userId")) {
                room.members.add(body.path("userId").asText());
            }
            body.path("memberIds").forEach(member -> room.members.add(member.asText()));
            rooms.put(room.id, room);
            return chat(room);
        }
        String[] parts = path.split("[/?&=]", -1);
        Room room = rooms.getOrDefault(parts[2], new Room());
        if (method.equals("POST")) {
            return post(room, user, "", body.path("text").asText());
        }
        if (parts[1].equals("chats")) {
            return chat(room);
        }
        long limit = Long.parseLong(parts[4]);
        long offset = parts.length > 6 ? Long.parseLong(parts[6]) : 0;
        ArrayNode items = answer.putArray("items");
        room.messages.stream()
                .filter(message -> message.path("id").asLong() > offset
                        && message.path("id").asLong() <= offset + limit)
                .forEach(items::add);
        return answer.put("chatId", room.id)
                .put("limit", limit)
                .put("offset", offset)
                .put("total", room.lastId);
    }

    private static ObjectNode chat(Room room) {
        return JSON.createObjectNode()
                .put("id", room.id)
                .put("kind", "group")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("activityAt", "2026-01-01T00:00:00Z")
                .put("memberCount", room.members.size())
                .put("version", room.version)
                .put("lastMessageId", room.lastId)
                .put("myRole", "member");
    }

    private void upgrade(DataInputStream in, OutputStream out, String key) throws IOException {
        out.write(("HTTP/1.1 101 Switching Protocols\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        Wire wire = new Wire(out, JSON.readTree(frame(in)).path("token").asText());
        lock.lock();
        try {
            wire.say(JSON.createObjectNode().put("type", "ready").put("v", 1));
            wire.say(JSON.createObjectNode().put("type", "live"));
            wires.computeIfAbsent(wire.user, id -> new ArrayList<>()).add(wire);
        } finally {
            lock.unlock();
        }
        while (true) {
            JsonNode request = JSON.readTree(frame(in));
            lock.lock();
            try {
                take(wire, request);
            } finally {
                lock.unlock();
            }
        }
    }

    private void take(Wire wire, JsonNode request) {
        Room room = rooms.getOrDefault(request.path("chatId").asText(), new Room());
        ObjectNode answer = JSON.createObjectNode();
        answer.set("ref", request.path("ref"));
        if (request.path("type").asText().equals("read")) {
            read(room, wire, request.path("upTo").asLong(), answer);
            return;
        }
        String key = request.path("key").asText();
        if (fault == Fault.REFUSES_FOR_A_WHILE && isRefused(wire, room, key)) {
            wire.say(answer.put("type", "error")
                    .put("code", "unavailable")
                    .put("retryable", true)
                    .put("retryAfterMs", 20));
            return;
        }
        ObjectNode message =
                post(room, wire.user, wire.user, request.path("text").asText());
        answer.set("message", message);
        answer.put("type", "sent")
                .put("duplicate", false)
                .put("version", message.path("version").asLong());
        if (fault == Fault.ANSWERS_LATE) {
            mostUnanswered = Math.max(mostUnanswered, ++wire.unanswered);
            CompletableFuture.delayedExecutor(LATE_MS, TimeUnit.MILLISECONDS, answering)
                    .execute(() -> answerLate(wire, answer));
        } else {
            wire.say(answer);
        }
    }

    private void answerLate(Wire wire, ObjectNode answer) {
        lock.lock();
        try {
            wire.unanswered--;
            wire.say(answer);
        } finally {
            lock.unlock();
        }
    }

    /// After a refusal, later sends of its connection are refused until the refused key is retried, which is accepted.
    /// Sends of other connections are accepted: their refusals could not be retried before their later sends.
    private boolean isRefused(Wire wire, Room room, String key) {
        String awaited = wire.awaited.get(room.id);
        if (key.equals(awaited)) {
            wire.awaited.remove(room.id);
            return false;
        }
        if (awaited == null && posted % EVERY == EVERY - 1) {
            wire.awaited.put(room.id, key);
            return true;
        }
        return awaited != null;
    }

    /// @param except the user whose connection gets the answer in place of the event; empty = none
    private ObjectNode post(Room room, String sender, String except, String text) {
        boolean wrong = ++posted % EVERY == 0;
        if (wrong && fault == Fault.LEAVES_A_PLACE_OUT) {
            room.lastId++;
        }
        ObjectNode message = JSON.createObjectNode()
                .put("id", ++room.lastId)
                .put("chatId", room.id)
                .put("senderId", sender)
                .put("text", text)
                .put("sentAt", "2026-01-01T00:00:00Z")
                .put("read", false)
                .put("version", ++room.version);
        boolean lost = wrong && fault == Fault.LOSES_WHAT_IT_ACKNOWLEDGED;
        if (!lost) {
            room.messages.add(message);
        }
        if (wrong && fault == Fault.STORES_TWICE) {
            room.messages.add(message.deepCopy().put("id", ++room.lastId).put("version", ++room.version));
        }
        if (!(wrong && fault == Fault.FORGETS_TO_DELIVER)) {
            deliver(room, message, except, wrong);
        }
        return message;
    }

    private void deliver(Room room, ObjectNode message, String except, boolean wrong) {
        ObjectNode event = JSON.createObjectNode()
                .put("type", "message")
                .put("chatId", room.id)
                .put("version", message.path("version").asLong())
                .set("message", message);
        if (wrong && fault == Fault.DELIVERS_IN_ANOTHER_ORDER) {
            heldBack = event;
            return;
        }
        ObjectNode late = heldBack != null && heldBack.path("chatId").asText().equals(room.id) ? heldBack : null;
        for (String member : room.members) {
            if (!member.equals(except)) {
                for (Wire wire : wires.getOrDefault(member, List.of())) {
                    wire.say(event);
                    if (wrong && fault == Fault.DELIVERS_TWICE) {
                        wire.say(event);
                    }
                    if (late != null) {
                        wire.say(late);
                    }
                }
            }
        }
        if (late != null) {
            heldBack = null;
        }
        if (wrong && fault == Fault.SHOWS_IT_TO_A_STRANGER) {
            wires.entrySet().stream()
                    .filter(entry -> !room.members.contains(entry.getKey()))
                    .flatMap(entry -> entry.getValue().stream())
                    .findFirst()
                    .ifPresent(stranger -> stranger.say(event));
        }
    }

    private void read(Room room, Wire reader, long upTo, ObjectNode answer) {
        boolean wrong = fault == Fault.MOVES_A_MARK_BACK && upTo % EVERY == 0;
        long before = room.marks.getOrDefault(reader.user, 0L);
        long now = Math.max(before, upTo);
        room.marks.put(reader.user, now);
        reader.say(answer.put("type", "ok").put("readUpTo", wrong ? upTo - 2 : now));
        if (now == before || fault == Fault.KEEPS_READING_TO_ITSELF) {
            return;
        }
        for (String member : room.members) {
            if (!member.equals(reader.user)) {
                for (Wire wire : wires.getOrDefault(member, List.of())) {
                    wire.say(JSON.createObjectNode()
                            .put("type", "allRead")
                            .put("chatId", room.id)
                            .put("upTo", now));
                }
            }
        }
    }

    private static byte[] frame(DataInputStream in) throws IOException {
        in.readByte();
        int length = in.readByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
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

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
