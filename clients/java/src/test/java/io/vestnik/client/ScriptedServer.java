package io.vestnik.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.faults.FakePeer;
import io.vestnik.faults.PeerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that follows the protocol's rules for one chat and many connections. A test can inject rare faults: lost
/// answers, omitted versions, gaps, new epochs, close codes.
final class ScriptedServer extends FakePeer {
    static final UUID CHAT = new UUID(7, 7);

    final Queue<Integer> refreshes = new ConcurrentLinkedQueue<>();

    /// The times of all sends, in nanoseconds.
    final List<Long> sendNanos = new CopyOnWriteArrayList<>();

    private final List<ObjectNode> messages = new ArrayList<>();
    private final Map<String, ObjectNode> byKey = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final List<PeerSocket> wires = new ArrayList<>();
    private long version;
    private String epoch = "first";
    private int answersToLose;
    private boolean removedBeforeAnswer;
    private int sendsToRefuse;
    private boolean gapInsteadOfReplay;
    private int chatsNotFound;

    static Session session(UUID user, Instant expires) {
        return new Session(user, user, user + ".0", expires, "refresh", expires.plusSeconds(3600));
    }

    /// Stores a message of a user and sends its event to every connection.
    void post(UUID sender, String text) {
        locked(() -> {
            ObjectNode message = store(sender.toString(), text);
            for (PeerSocket wire : List.copyOf(wires)) {
                wire.send(event(message));
            }
        });
    }

    /// Stores a message of a user and omits its event.
    void postUnheard(UUID sender, String text) {
        locked(() -> store(sender.toString(), text));
    }

    /// Removes the user from the chat between the commit of the next message and its answer.
    void removeBeforeAnswer() {
        locked(() -> removedBeforeAnswer = true);
    }

    /// Stores the next `count` sends, and cuts the connection in place of each answer.
    void loseAnswers(int count) {
        locked(() -> answersToLose = count);
    }

    void refuseSends(int count) {
        locked(() -> sendsToRefuse = count);
    }

    /// Answers the next `times` HTTP requests about the chat as if the user were not a member.
    void hideChat(int times) {
        locked(() -> chatsNotFound = times);
    }

    void answerResumesWithGap() {
        locked(() -> gapInsteadOfReplay = true);
    }

    /// Replaces the data by an empty chat, with another epoch.
    void restoreFromNothing() {
        locked(() -> {
            epoch = "second";
            messages.clear();
            byKey.clear();
            version = 0;
        });
    }

    /// Sends every connection a text, which may violate the protocol.
    void sayRaw(String text) {
        locked(() -> List.copyOf(wires).forEach(wire -> wire.send(text)));
    }

    void closeAll(int code) {
        locked(() -> {
            for (PeerSocket wire : List.copyOf(wires)) {
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
    public void close() {
        super.close();
        closeAll(Closed.SHUTTING_DOWN);
    }

    @Override
    protected Reply http(Request request) {
        String path = request.path();
        ObjectNode answer = object();
        if (path.equals("/auth/refresh")) {
            refreshes.add(1);
            UUID user = new UUID(1, 1);
            return Reply.json(answer.put("userId", user.toString())
                    .put("deviceId", user.toString())
                    .put("accessToken", user + "." + refreshes.size())
                    .put("accessTokenExpiresAt", "2999-01-01T00:00:00Z")
                    .put("refreshToken", "refresh" + refreshes.size())
                    .put("refreshTokenExpiresAt", "2999-01-01T00:00:00Z"));
        }
        if (chatsNotFound > 0) {
            chatsNotFound--;
            return Reply.problem("404 Not Found", "chat_not_found");
        }
        if (path.contains("/members")) {
            answer.putArray("items");
            return Reply.json(answer);
        }
        if (path.contains("/messages")) {
            ArrayNode items = answer.putArray("items");
            messages.forEach(items::add);
            return Reply.json(answer.put("hasMore", false));
        }
        if (path.contains("/changes")) {
            long after = Long.parseLong(path.replaceAll(".*after=(\\d+).*", "$1"));
            ArrayNode rows = answer.putArray("messages");
            messages.stream().filter(m -> m.path("version").asLong() > after).forEach(rows::add);
            return Reply.json(answer.put("version", version).put("complete", true));
        }
        return Reply.json(chat());
    }

    private ObjectNode chat() {
        return object().put("id", CHAT.toString())
                .put("kind", "group")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("activityAt", "2026-01-01T00:00:00Z")
                .put("memberCount", 2)
                .put("version", version)
                .put("lastMessageId", messages.size())
                .put("myRole", "member");
    }

    @Override
    protected void answerHello(PeerSocket wire, JsonNode hello) {
        wires.add(wire);
        JsonNode since = hello.path("since").path(CHAT.toString());
        wire.send(frame("ready")
                .put("v", 1)
                .put("userId", wire.user())
                .put("deviceId", wire.user())
                .put("epoch", epoch));
        if (since.isMissingNode()) {
            wire.send(frame("chat")
                    .put("chatId", CHAT.toString())
                    .put("version", version)
                    .set("chat", chat()));
        } else if (gapInsteadOfReplay) {
            gapInsteadOfReplay = false;
            wire.send(frame("gap").put("chatId", CHAT.toString()).put("version", version));
        } else {
            long from = since.isArray() ? since.path(0).asLong() : since.asLong();
            messages.stream()
                    .filter(message -> message.path("version").asLong() > from)
                    .forEach(message -> wire.send(event(message)));
        }
        wire.send(frame("live"));
    }

    @Override
    protected void take(PeerSocket wire, JsonNode request) {
        ObjectNode answer = object();
        answer.set("ref", request.path("ref"));
        switch (request.path("type").asText()) {
            case "send" -> send(wire, request, answer);
            case "read" -> {
                long upTo = marks.merge(wire.user(), request.path("upTo").asLong(), Math::max);
                wire.send(answer.put("type", "ok").put("readUpTo", upTo));
            }
            case "ping" -> wire.send(answer.put("type", "pong"));
            default -> wire.send(answer.put("type", "ok"));
        }
    }

    private void send(PeerSocket wire, JsonNode request, ObjectNode answer) {
        sendNanos.add(System.nanoTime());
        if (sendsToRefuse > 0) {
            sendsToRefuse--;
            wire.send(answer.put("type", "error")
                    .put("code", "rate_limited")
                    .put("retryable", true)
                    .put("retryAfterMs", 20));
            return;
        }
        String key = request.path("key").asText();
        ObjectNode known = byKey.get(key);
        ObjectNode message =
                known == null ? store(wire.user(), request.path("text").asText()) : known;
        byKey.put(key, message);
        if (known == null) {
            for (PeerSocket other : List.copyOf(wires)) {
                if (!other.equals(wire)) {
                    other.send(event(message));
                }
            }
        }
        if (answersToLose > 0) {
            answersToLose--;
            wires.remove(wire);
            wire.cut();
            return;
        }
        boolean removed = removedBeforeAnswer;
        if (removed) {
            removedBeforeAnswer = false;
            wire.send(frame("removed").put("chatId", CHAT.toString()).put("version", ++version));
        }
        answer.put("type", "sent")
                .put("duplicate", known != null || removed)
                .put("version", message.path("version").asLong());
        wire.send(answer.set("message", message));
    }

    private ObjectNode store(String sender, String text) {
        ObjectNode message = object().put("id", messages.size() + 1)
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
}
