package io.vestnik.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.faults.FakePeer;
import io.vestnik.faults.PeerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A server that follows the protocol's rules for sends under a rate limit, in any number of chats, and records
/// violations of these rules by the client. A refusal reserves a permit for the repeat. After a refusal, a chat refuses
/// every send until the requested pause is over, and the first send after the pause must repeat the key that was
/// refused first.
final class LimitedPeer extends FakePeer {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// The time after the receipt of a refusal in which sends that had already begun may still arrive, in nanoseconds.
    /// It is less than the shortest pause, and more than the scheduling delay of a thread.
    private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    private final long intervalNanos;
    private final int burst;
    private final Duration answersAfter;
    private final ScheduledExecutorService answering = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long bookedUntil = System.nanoTime();
    private final Deque<Room> pinged = new ArrayDeque<>();
    private int unanswered;
    private int mostUnanswered;
    private int refusals;
    private long lastPing;
    private long lastPong;

    /// The state of one chat.
    private static final class Room {
        private final List<String> texts = new ArrayList<>();
        private int unanswered;

        /// The key that was refused first; empty if the chat expects no repeat.
        private String awaited = "";

        private long awaitedFrom;

        /// The time at which the client received the last refusal. Valid if no refusal is on its way to the client,
        /// which means that `unknown` is 0.
        private long knownSince;

        private int unknown;
        private boolean probing;
    }

    /// @param answersAfter the delay of every answer; answers keep the order of their requests
    LimitedPeer(int perSecond, int burst, Duration answersAfter) {
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burst = burst;
        this.answersAfter = answersAfter;
    }

    /// The stored texts in order, by chat.
    Map<String, List<String>> texts() {
        Map<String, List<String>> all = new HashMap<>();
        locked(() -> rooms.forEach((chat, room) -> all.put(chat, List.copyOf(room.texts))));
        return all;
    }

    /// The actions of the client that violated the protocol.
    List<String> violations() {
        List<String> all = new ArrayList<>();
        locked(() -> all.addAll(violations));
        return all;
    }

    int mostUnanswered() {
        int[] most = new int[1];
        locked(() -> most[0] = mostUnanswered);
        return most[0];
    }

    int refusals() {
        int[] count = new int[1];
        locked(() -> count[0] = refusals);
        return count[0];
    }

    @Override
    public void close() {
        super.close();
        answering.shutdownNow();
    }

    @Override
    protected Reply http(Request request) {
        return Reply.problem("404 Not Found", "not_found");
    }

    @Override
    protected void answerHello(PeerSocket wire, JsonNode hello) {
        wire.send(frame("ready")
                .put("v", 1)
                .put("userId", wire.user())
                .put("deviceId", wire.user())
                .put("epoch", "one"));
        wire.send(frame("live"));
    }

    @Override
    protected void take(PeerSocket wire, JsonNode request) {
        ObjectNode answer = object();
        answer.set("ref", request.path("ref"));
        if (!request.path("type").asText().equals("send")) {
            wire.send(answer.put("type", "ok"));
            return;
        }
        String chat = request.path("chatId").asText();
        Room room = rooms.computeIfAbsent(chat, id -> new Room());
        judge(room, request.path("key").asText());
        room.unanswered++;
        mostUnanswered = Math.max(mostUnanswered, ++unanswered);
        long now = System.nanoTime();
        long wait = refusedFor(room, request.path("key").asText(), now);
        if (wait > 0) {
            refusals++;
            room.unknown++;
            answer.put("type", "error")
                    .put("code", "rate_limited")
                    .put("message", "slower")
                    .put("retryable", true);
            answer.put("retryAfterMs", TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        } else {
            room.texts.add(request.path("text").asText());
            answer.put("type", "sent").put("duplicate", false).put("version", room.texts.size());
            answer.putObject("message")
                    .put("id", room.texts.size())
                    .put("chatId", chat)
                    .put("text", request.path("text").asText())
                    .put("sentAt", "2026-01-01T00:00:00Z")
                    .put("version", room.texts.size());
        }
        ScheduledFuture<?> unused = answering.schedule(
                () -> locked(() -> {
                    room.unanswered--;
                    unanswered--;
                    room.probing = false;
                    wire.send(answer);
                    if (wait > 0) {
                        pinged.add(room);
                        wire.ping(++lastPing);
                    }
                }),
                answersAfter.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    protected void pong(long number) {
        for (; lastPong < number; lastPong++) {
            Room room = pinged.remove();
            room.unknown--;
            room.knownSince = System.nanoTime();
        }
    }

    /// Records a violation if the client has received a refusal and must not send this key now. Sends that were in
    /// flight when the refusal was sent are no violation.
    private void judge(Room room, String key) {
        if (room.probing) {
            violations.add("sent " + key + " before the first refused key was answered");
        }
        long now = System.nanoTime();
        if (room.awaited.isEmpty() || room.unknown > 0 || now - room.knownSince < CROSSING_NANOS) {
            return;
        }
        if (!key.equals(room.awaited)) {
            violations.add("sent " + key + " instead of the first refused key " + room.awaited);
        } else if (now - room.awaitedFrom < 0) {
            violations.add("sent " + key + " before its time");
        }
        room.probing = true;
    }

    /// How long the client must wait, in nanoseconds; 0 = the send is accepted.
    private long refusedFor(Room room, String key, long now) {
        boolean served = !room.awaited.isEmpty() && now - room.awaitedFrom >= 0;
        if (!room.awaited.isEmpty() && !served) {
            long wait = Math.max(room.awaitedFrom - now, SHORTEST_NANOS);
            room.awaitedFrom = now + wait;
            return wait;
        }
        if (served) {
            room.awaited = "";
            return 0;
        }
        long free = Math.max(bookedUntil, now - (burst - 1) * intervalNanos);
        bookedUntil = free + intervalNanos;
        if (free - now <= 0) {
            return 0;
        }
        long wait = Math.max(free - now, SHORTEST_NANOS);
        room.awaited = key;
        room.awaitedFrom = now + wait;
        return wait;
    }
}
