package io.vestnik.faults.run.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client without a library keeps by the rules of "Keeping a chat" in `docs/protocol.md`: a cursor for each
/// chat, the newest id, the read marks, and the unacknowledged messages. Not thread-safe.
final class RawState {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, Kept> chats = new HashMap<>();
    private final Map<String, RawSends> sends = new HashMap<>();
    private final Map<String, Asked> asked = new HashMap<>();
    private String epoch = "";
    private long refs;

    private static final class Kept {
        private long version;
        private long lastId;
        private long readUpTo;
        private long allReadUpTo;
    }

    private record Asked(String chat, UUID key) {}

    /// The `hello` frame that resumes every chat.
    String hello(String token) {
        ObjectNode frame = JSON.objectNode().put("type", "hello").put("v", 1).put("token", token);
        ObjectNode since = frame.putObject("since");
        chats.forEach((chat, kept) ->
                since.putArray(chat).add(kept.version).add(kept.readUpTo).add(kept.allReadUpTo));
        return frame.toString();
    }

    /// Handles `ready`.
    ///
    /// @return false if the epoch has changed and the connection resumed chats of the earlier epoch; then the client
    ///     connects again
    boolean ready(JsonNode frame) {
        String now = frame.path("epoch").asText();
        boolean changed = !epoch.isEmpty() && !epoch.equals(now);
        boolean resumed = !chats.isEmpty();
        epoch = now;
        if (changed) {
            chats.clear();
        }
        return !changed || !resumed;
    }

    /// Handles a frame with an event or an answer.
    ///
    /// @return the code of a final refusal; empty otherwise
    String receive(JsonNode frame, long nanos) {
        String chat = frame.path("chatId").asText();
        switch (frame.path("type").asText()) {
            case "message" -> {
                moved(chat, frame);
                kept(chat).lastId = Math.max(
                        kept(chat).lastId, frame.path("message").path("id").asLong());
            }
            case "members", "skipped", "gap" -> moved(chat, frame);
            case "chat" -> {
                moved(chat, frame);
                JsonNode whole = frame.path("chat");
                if (whole.hasNonNull("myRole")) {
                    kept(chat).lastId = Math.max(
                            kept(chat).lastId, whole.path("lastMessageId").asLong());
                    marks(chat, whole);
                }
            }
            case "removed" -> {
                chats.remove(chat);
                sends.remove(chat);
            }
            case "marks" ->
                frame.path("items").forEach(mark -> marks(mark.path("chatId").asText(), mark));
            case "allRead" -> {
                Kept kept = kept(chat);
                kept.allReadUpTo = Math.max(kept.allReadUpTo, frame.path("upTo").asLong());
            }
            case "sent" -> acknowledged(frame);
            case "error" -> {
                return refused(frame, nanos);
            }
            default -> {
                // The other frames change nothing that this client keeps.
            }
        }
        return "";
    }

    private void moved(String chat, JsonNode frame) {
        kept(chat).version = frame.path("version").asLong();
    }

    private void marks(String chat, JsonNode marks) {
        Kept kept = kept(chat);
        kept.readUpTo = Math.max(kept.readUpTo, marks.path("readUpTo").asLong());
        kept.allReadUpTo = Math.max(kept.allReadUpTo, marks.path("allReadUpTo").asLong());
    }

    private Kept kept(String chat) {
        return chats.computeIfAbsent(chat, unused -> new Kept());
    }

    private void acknowledged(JsonNode frame) {
        Asked send = asked.remove(frame.path("ref").asText());
        if (send == null) {
            return;
        }
        RawSends pending = sends.get(send.chat());
        if (pending != null) {
            pending.acknowledged(send.key());
        }
        // After `removed`, the answer does not add the chat again.
        Kept kept = chats.get(send.chat());
        if (kept != null && !frame.path("duplicate").asBoolean()) {
            moved(send.chat(), frame);
            kept.lastId = Math.max(kept.lastId, frame.path("message").path("id").asLong());
        }
    }

    private String refused(JsonNode frame, long nanos) {
        Asked send = asked.remove(frame.path("ref").asText());
        String code = frame.path("code").asText();
        boolean retryable = frame.path("retryable").asBoolean();
        RawSends pending = send == null ? null : sends.get(send.chat());
        if (send != null && pending != null) {
            if (retryable) {
                pending.refused(send.key(), nanos, frame.path("retryAfterMs").asLong() * NANOS_PER_MILLI);
            } else {
                pending.failed(send.key());
            }
        }
        return retryable ? "" : code;
    }

    /// Appends a message to the unacknowledged ones of its chat, unless the user is not a member.
    void add(String chat, RawSends.Pending message) {
        if (chats.containsKey(chat)) {
            sends.computeIfAbsent(chat, unused -> new RawSends()).add(message);
        }
    }

    /// The `send` frames that may be sent now.
    List<String> due(long nanos) {
        List<String> frames = new ArrayList<>();
        sends.forEach((chat, pending) -> {
            for (RawSends.Pending next = pending.next(nanos); next != null; next = pending.next(nanos)) {
                String ref = nextRef();
                asked.put(ref, new Asked(chat, next.key()));
                frames.add(JSON.objectNode()
                        .put("type", "send")
                        .put("ref", ref)
                        .put("chatId", chat)
                        .put("key", next.key().toString())
                        .put("text", next.text())
                        .toString());
            }
        });
        return frames;
    }

    /// The `read` frame that marks the newest message of a chat as read; null if there is none.
    @Nullable
    String read(String chat) {
        Kept kept = chats.get(chat);
        if (kept == null || kept.lastId <= kept.readUpTo) {
            return null;
        }
        kept.readUpTo = kept.lastId;
        return JSON.objectNode()
                .put("type", "read")
                .put("ref", nextRef())
                .put("chatId", chat)
                .put("upTo", kept.lastId)
                .toString();
    }

    private String nextRef() {
        return "r" + ++refs;
    }

    /// Handles the end of a connection: all unanswered requests are lost.
    void disconnected() {
        asked.clear();
        sends.values().forEach(RawSends::disconnected);
    }

    /// Drops the newest unacknowledged message of a chat.
    void abandonNewest() {
        sends.values().stream()
                .filter(pending -> pending.size() > 0)
                .findFirst()
                .ifPresent(RawSends::abandonNewest);
    }

    /// The number of unacknowledged messages.
    int unacknowledged() {
        return sends.values().stream().mapToInt(RawSends::size).sum();
    }

    /// The cursor of a chat; 0 if there is none.
    long version(String chat) {
        Kept kept = chats.get(chat);
        return kept == null ? 0 : kept.version;
    }
}
