package io.vestnik.client;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// Enough of the contract for one chat and many connections, with everything a real server only does on a bad day at
/// the test's command: answers that are lost, versions left out, gaps, new epochs, close codes.
final class ScriptedServer implements AutoCloseable {
    static final UUID CHAT = new UUID(7, 7);

    final List<String> hellos = new CopyOnWriteArrayList<>();
    final Queue<Integer> refreshes = new ConcurrentLinkedQueue<>();
    private final ServerSocket listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ObjectNode> messages = new ArrayList<>();
    private final Map<String, ObjectNode> byKey = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();
    private long version;
    private String epoch = "first";
    private int answersToLose;
    private int sendsToRefuse;
    private boolean gapInsteadOfReplay;
    private int chatsNotFound;

    ScriptedServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    static Session session(UUID user, Instant expires) {
        return new Session(user, user, user + ".0", expires, "refresh", expires.plusSeconds(3600));
    }

    /// Somebody writes.
    void post(UUID sender, String text) {
        locked(() -> {
            ObjectNode message = store(sender.toString(), text);
            for (Wire wire : List.copyOf(wires)) {
                wire.say(event(message));
            }
        });
    }

    /// The next change is told to nobody.
    void postUnheard(UUID sender, String text) {
        locked(() -> store(sender.toString(), text));
    }

    /// Stores the next so many sends, and cuts the connection instead of answering.
    void loseAnswers(int count) {
        locked(() -> answersToLose = count);
    }

    void refuseSends(int count) {
        locked(() -> sendsToRefuse = count);
    }

    /// Answers the next so many questions about the chat as to somebody who is not in it.
    void hideChat(int times) {
        locked(() -> chatsNotFound = times);
    }

    void answerResumesWithGap() {
        locked(() -> gapInsteadOfReplay = true);
    }

    /// The data is another: an empty chat of another epoch.
    void restoreFromNothing() {
        locked(() -> {
            epoch = "second";
            messages.clear();
            byKey.clear();
            version = 0;
        });
    }

    void closeAll(int code) {
        locked(() -> {
            for (Wire wire : List.copyOf(wires)) {
                wire.close(code);
            }
            wires.clear();
        });
    }

    List<Message> history() {
        List<Message> all = new ArrayList<>();
        locked(() -> messages.forEach(message -> all.add(Json.MAPPER.convertValue(message, Message.class))));
        return all;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll(Closed.SHUTTING_DOWN);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private record Wire(Socket socket, OutputStream out) {

        void say(ObjectNode frame) {
            frame(0x81, frame.toString().getBytes(StandardCharsets.UTF_8));
        }

        void close(int code) {
            frame(0x88, new byte[] {(byte) (code >>> 8), (byte) code});
            try {
                // Closing at once could take the frame back: what the client said and nobody read resets the
                // connection.
                socket.shutdownOutput();
            } catch (IOException e) {
                // It was cut before.
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
                // The client is gone; its reader notices.
                return;
            }
        }
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
                if (headers.containsKey("upgrade")) {
                    converse(socket, in, out, headers.getOrDefault("sec-websocket-key", ""));
                    return;
                }
                in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                ObjectNode answer = Json.MAPPER.createObjectNode();
                locked(() -> answer.setAll(http(request[1])));
                String status = answer.path("status").asText("200 OK");
                byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
                out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.flush();
            }
        } catch (IOException | UncheckedIOException e) {
            // The client is gone.
            return;
        }
    }

    private ObjectNode http(String path) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        if (path.equals("/auth/refresh")) {
            refreshes.add(1);
            UUID user = new UUID(1, 1);
            return answer.put("userId", user.toString())
                    .put("deviceId", user.toString())
                    .put("accessToken", user + "." + refreshes.size())
                    .put("accessTokenExpiresAt", "2999-01-01T00:00:00Z")
                    .put("refreshToken", "refresh" + refreshes.size())
                    .put("refreshTokenExpiresAt", "2999-01-01T00:00:00Z");
        }
        if (chatsNotFound > 0) {
            chatsNotFound--;
            return answer.put("status", "404 Not Found").put("code", "chat_not_found");
        }
        if (path.contains("/members")) {
            answer.putArray("items");
            return answer;
        }
        if (path.contains("/messages")) {
            ArrayNode items = answer.putArray("items");
            messages.forEach(items::add);
            return answer.put("hasMore", false);
        }
        if (path.contains("/changes")) {
            long after = Long.parseLong(path.replaceAll(".*after=(\\d+).*", "$1"));
            ArrayNode rows = answer.putArray("messages");
            messages.stream().filter(m -> m.path("version").asLong() > after).forEach(rows::add);
            return answer.put("version", version).put("complete", true);
        }
        return chat();
    }

    private ObjectNode chat() {
        return Json.MAPPER
                .createObjectNode()
                .put("id", CHAT.toString())
                .put("kind", "group")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("activityAt", "2026-01-01T00:00:00Z")
                .put("memberCount", 2)
                .put("version", version)
                .put("lastMessageId", messages.size())
                .put("myRole", "member");
    }

    private void converse(Socket socket, DataInputStream in, OutputStream out, String key) throws IOException {
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        Wire wire = new Wire(socket, out);
        String hello = frame(in);
        hellos.add(hello);
        JsonNode greeting = Json.MAPPER.readTree(hello);
        String user = greeting.path("token").asText().replaceAll("\\..*", "");
        locked(() -> {
            greet(wire, user, greeting.path("since").path(CHAT.toString()));
            wires.add(wire);
        });
        while (true) {
            JsonNode request = Json.MAPPER.readTree(frame(in));
            locked(() -> take(wire, user, request));
        }
    }

    private void greet(Wire wire, String user, JsonNode since) {
        wire.say(frame("ready")
                .put("v", 1)
                .put("userId", user)
                .put("deviceId", user)
                .put("epoch", epoch));
        if (since.isMissingNode()) {
            wire.say(frame("chat")
                    .put("chatId", CHAT.toString())
                    .put("version", version)
                    .set("chat", chat()));
        } else if (gapInsteadOfReplay) {
            gapInsteadOfReplay = false;
            wire.say(frame("gap").put("chatId", CHAT.toString()).put("version", version));
        } else {
            long from = since.isArray() ? since.path(0).asLong() : since.asLong();
            messages.stream()
                    .filter(message -> message.path("version").asLong() > from)
                    .forEach(message -> wire.say(event(message)));
        }
        wire.say(frame("live"));
    }

    private void take(Wire wire, String user, JsonNode request) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("ref", request.path("ref"));
        switch (request.path("type").asText()) {
            case "send" -> send(wire, user, request, answer);
            case "read" -> {
                long upTo = marks.merge(user, request.path("upTo").asLong(), Math::max);
                wire.say(answer.put("type", "ok").put("readUpTo", upTo));
            }
            case "ping" -> wire.say(answer.put("type", "pong"));
            default -> wire.say(answer.put("type", "ok"));
        }
    }

    private void send(Wire wire, String user, JsonNode request, ObjectNode answer) {
        if (sendsToRefuse > 0) {
            sendsToRefuse--;
            wire.say(answer.put("type", "error")
                    .put("code", "rate_limited")
                    .put("retryable", true)
                    .put("retryAfterMs", 20));
            return;
        }
        String key = request.path("key").asText();
        ObjectNode known = byKey.get(key);
        ObjectNode message = known == null ? store(user, request.path("text").asText()) : known;
        byKey.put(key, message);
        if (known == null) {
            for (Wire other : List.copyOf(wires)) {
                if (!other.equals(wire)) {
                    other.say(event(message));
                }
            }
        }
        if (answersToLose > 0) {
            answersToLose--;
            wires.remove(wire);
            wire.cut();
            return;
        }
        answer.put("type", "sent")
                .put("duplicate", known != null)
                .put("version", message.path("version").asLong());
        wire.say(answer.set("message", message));
    }

    private ObjectNode store(String sender, String text) {
        ObjectNode message = Json.MAPPER
                .createObjectNode()
                .put("id", messages.size() + 1)
                .put("chatId", CHAT.toString())
                .put("senderId", sender)
                .put("text", text)
                .put("sentAt", "2026-01-01T00:00:00Z")
                .put("read", false)
                .put("version", ++version);
        messages.add(message);
        return message;
    }

    private static ObjectNode event(ObjectNode message) {
        return frame("message")
                .put("chatId", CHAT.toString())
                .put("version", message.path("version").asLong())
                .set("message", message);
    }

    private static ObjectNode frame(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    private static String frame(DataInputStream in) throws IOException {
        in.readByte();
        int length = in.readByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new String(payload, StandardCharsets.UTF_8);
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
