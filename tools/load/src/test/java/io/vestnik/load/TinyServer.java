package io.vestnik.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.faults.FakePeer;
import io.vestnik.faults.PeerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A minimal server of the protocol with its data in memory, and with one selectable fault.
final class TinyServer extends FakePeer {

    /// A fault. The faults of single messages occur at every fiftieth message.
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
        /// Gives the message the id after the next one, and the omitted id to the next message.
        GIVES_A_LATER_ID_FIRST,
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

    private final Fault fault;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, List<Connection>> connections = new HashMap<>();
    private final Map<PeerSocket, Connection> bySocket = new HashMap<>();
    private final ExecutorService answering = Executors.newSingleThreadExecutor();
    private int posted;
    private int mostUnanswered;
    private @Nullable ObjectNode heldBack;

    TinyServer(Fault fault) {
        this.fault = fault;
    }

    /// The largest number of unanswered sends on one connection.
    int mostUnanswered() {
        int[] most = new int[1];
        locked(() -> most[0] = mostUnanswered);
        return most[0];
    }

    @Override
    public void close() {
        answering.shutdownNow();
        super.close();
        cutAll();
    }

    private static final class Room {
        private final String id = UUID.randomUUID().toString();
        private final List<String> members = new ArrayList<>();
        private final List<ObjectNode> messages = new ArrayList<>();
        private final Map<String, Long> marks = new HashMap<>();
        private long lastId;
        private long omittedId;
        private long version = 1;
    }

    private static final class Connection {
        private final PeerSocket socket;

        /// For each chat in which a send of this connection was refused: the key that must be sent again before other
        /// keys.
        private final Map<String, String> awaited = new HashMap<>();

        private int unanswered;

        Connection(PeerSocket socket) {
            this.socket = socket;
        }

        String user() {
            return socket.user();
        }

        void send(ObjectNode frame) {
            socket.send(frame);
        }
    }

    @Override
    protected Reply http(Request request) {
        ObjectNode answer = answer(request.method(), request.path(), request.token(), request.body());
        return Reply.json(request.method().equals("POST") ? "201 Created" : "200 OK", answer);
    }

    private ObjectNode answer(String method, String path, String user, JsonNode body) {
        ObjectNode answer = object();
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
        return object().put("id", room.id)
                .put("kind", "group")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("activityAt", "2026-01-01T00:00:00Z")
                .put("memberCount", room.members.size())
                .put("version", room.version)
                .put("lastMessageId", room.lastId)
                .put("myRole", "member");
    }

    @Override
    protected void answerHello(PeerSocket socket, JsonNode hello) {
        Connection connection = new Connection(socket);
        connection.send(frame("ready").put("v", 1));
        connection.send(frame("live"));
        bySocket.put(socket, connection);
        connections.computeIfAbsent(connection.user(), id -> new ArrayList<>()).add(connection);
    }

    @Override
    protected void take(PeerSocket socket, JsonNode request) {
        take(Objects.requireNonNull(bySocket.get(socket)), request);
    }

    private void take(Connection connection, JsonNode request) {
        Room room = rooms.getOrDefault(request.path("chatId").asText(), new Room());
        ObjectNode answer = object();
        answer.set("ref", request.path("ref"));
        if (request.path("type").asText().equals("read")) {
            read(room, connection, request.path("upTo").asLong(), answer);
            return;
        }
        String key = request.path("key").asText();
        if (fault == Fault.REFUSES_FOR_A_WHILE && isRefused(connection, room, key)) {
            connection.send(answer.put("type", "error")
                    .put("code", "unavailable")
                    .put("retryable", true)
                    .put("retryAfterMs", 20));
            return;
        }
        ObjectNode message = post(
                room, connection.user(), connection.user(), request.path("text").asText());
        answer.set("message", message);
        answer.put("type", "sent")
                .put("duplicate", false)
                .put("version", message.path("version").asLong());
        if (fault == Fault.ANSWERS_LATE) {
            mostUnanswered = Math.max(mostUnanswered, ++connection.unanswered);
            CompletableFuture.delayedExecutor(LATE_MS, TimeUnit.MILLISECONDS, answering)
                    .execute(() -> answerLate(connection, answer));
        } else {
            connection.send(answer);
        }
    }

    private void answerLate(Connection connection, ObjectNode answer) {
        locked(() -> {
            connection.unanswered--;
            connection.send(answer);
        });
    }

    /// Whether a send is refused. Before every fiftieth message, the sends of each connection are refused until the
    /// connection sends its first refused key again.
    private boolean isRefused(Connection connection, Room room, String key) {
        String awaited = connection.awaited.get(room.id);
        if (key.equals(awaited)) {
            connection.awaited.remove(room.id);
            return false;
        }
        if (awaited == null && posted % EVERY == EVERY - 1) {
            connection.awaited.put(room.id, key);
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
        ObjectNode message = object().put("id", nextId(room, wrong))
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

    private long nextId(Room room, boolean wrong) {
        if (room.omittedId > 0) {
            long omitted = room.omittedId;
            room.omittedId = 0;
            return omitted;
        }
        if (wrong && fault == Fault.GIVES_A_LATER_ID_FIRST) {
            room.omittedId = ++room.lastId;
        }
        return ++room.lastId;
    }

    private void deliver(Room room, ObjectNode message, String except, boolean wrong) {
        ObjectNode event = frame("message")
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
                for (Connection connection : connections.getOrDefault(member, List.of())) {
                    connection.send(event);
                    if (wrong && fault == Fault.DELIVERS_TWICE) {
                        connection.send(event);
                    }
                    if (late != null) {
                        connection.send(late);
                    }
                }
            }
        }
        if (late != null) {
            heldBack = null;
        }
        if (wrong && fault == Fault.SHOWS_IT_TO_A_STRANGER) {
            connections.entrySet().stream()
                    .filter(entry -> !room.members.contains(entry.getKey()))
                    .flatMap(entry -> entry.getValue().stream())
                    .findFirst()
                    .ifPresent(stranger -> stranger.send(event));
        }
    }

    private void read(Room room, Connection reader, long upTo, ObjectNode answer) {
        boolean wrong = fault == Fault.MOVES_A_MARK_BACK && upTo % EVERY == 0;
        long before = room.marks.getOrDefault(reader.user(), 0L);
        long now = Math.max(before, upTo);
        room.marks.put(reader.user(), now);
        reader.send(answer.put("type", "ok").put("readUpTo", wrong ? upTo - 2 : now));
        if (now == before || fault == Fault.KEEPS_READING_TO_ITSELF) {
            return;
        }
        for (String member : room.members) {
            if (!member.equals(reader.user())) {
                for (Connection connection : connections.getOrDefault(member, List.of())) {
                    connection.send(frame("allRead").put("chatId", room.id).put("upTo", now));
                }
            }
        }
    }
}
