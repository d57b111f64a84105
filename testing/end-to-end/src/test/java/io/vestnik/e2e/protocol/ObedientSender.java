package io.vestnik.e2e.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A client that sends many messages to some chats on one connection, and obeys refusals. After a refusal it sends
/// nothing to the chat for the `retryAfterMs` of the last refusal. Then it continues from the first refused key.
final class ObedientSender {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Line line;
    private final int window;
    private final List<Outgoing> chats = new ArrayList<>();
    private final Map<Integer, Sent> inFlight = new HashMap<>();
    private int refusedAfterPause;
    private int refusals;

    /// The position of the chat whose turn is next.
    private int turn;

    private record Sent(Outgoing chat, int number, boolean waited) {}

    /// The messages for one chat.
    private static final class Outgoing {
        final String chat;
        final List<String> texts;
        final List<String> keys = new ArrayList<>();
        /// The position of the next message to send.
        int next;
        int unanswered;
        int acknowledged;
        /// The position of the first refused message; [Integer#MAX_VALUE] = no message is refused.
        int refused = Integer.MAX_VALUE;
        long notBefore;
        boolean probing;

        Outgoing(String chat, List<String> texts) {
            this.chat = chat;
            this.texts = texts;
            texts.forEach(text -> keys.add(UUID.randomUUID().toString()));
        }

        boolean isRefused() {
            return refused < Integer.MAX_VALUE;
        }
    }

    /// @param window the maximum number of unanswered sends over all chats
    ObedientSender(Line line, int window) {
        this.line = line;
        this.window = window;
    }

    ObedientSender to(String chat, List<String> texts) {
        chats.add(new Outgoing(chat, texts));
        return this;
    }

    /// Sends all messages, and returns when all are acknowledged.
    ObedientSender run() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!chats.stream().allMatch(chat -> chat.acknowledged == chat.texts.size())) {
            long now = System.nanoTime();
            if (now - deadline > 0) {
                throw new AssertionError("not done: "
                        + chats.stream()
                                .map(chat -> chat.acknowledged + "/" + chat.texts.size())
                                .toList());
            }
            // All received answers are processed before the next send: one of them may be a refusal.
            for (Optional<JsonNode> answer = poll(0); answer.isPresent(); answer = poll(0)) {
                answered(answer.get());
            }
            if (!sendNext(now)) {
                poll(untilNext(now)).ifPresent(this::answered);
            }
        }
        return this;
    }

    private Optional<JsonNode> poll(long nanos) {
        return line.poll(nanos, frame -> frame.has("ref"));
    }

    /// The number of refusals of a message that was sent again after the full pause.
    int refusedAfterPause() {
        return refusedAfterPause;
    }

    int refusals() {
        return refusals;
    }

    /// Sends one message of the next chat.
    ///
    /// @return false if no message may be sent now
    private boolean sendNext(long now) {
        for (int i = 0; i < chats.size(); i++) {
            Outgoing chat = chats.get((turn + i) % chats.size());
            // After a refusal, the chat waits for the answers to its unanswered sends, then for the pause. Then it goes
            // back to the first refused message.
            if (chat.isRefused() && chat.unanswered == 0 && chat.notBefore - now <= 0) {
                chat.next = chat.refused;
                chat.refused = Integer.MAX_VALUE;
                chat.probing = true;
            }
            if (!chat.isRefused() && chat.next < chat.texts.size() && inFlight.size() < window) {
                turn = (turn + i + 1) % chats.size();
                send(chat);
                return true;
            }
        }
        return false;
    }

    private long untilNext(long now) {
        return chats.stream()
                .filter(chat -> chat.isRefused() && chat.unanswered == 0)
                .mapToLong(chat -> chat.notBefore - now)
                .min()
                .orElse(TimeUnit.SECONDS.toNanos(1));
    }

    private void send(Outgoing chat) {
        int number = chat.next++;
        chat.unanswered++;
        int ref = line.requests(
                "send",
                "'chatId':'%s','key':'%s','text':'%s'",
                chat.chat,
                chat.keys.get(number),
                chat.texts.get(number));
        inFlight.put(ref, new Sent(chat, number, chat.probing));
        chat.probing = false;
    }

    private void answered(JsonNode frame) {
        Sent sent = Optional.ofNullable(inFlight.remove(frame.path("ref").asInt()))
                .orElseThrow(() -> new AssertionError("answered twice: " + frame));
        Outgoing chat = sent.chat;
        chat.unanswered--;
        if (frame.path("type").asText().equals("sent")) {
            chat.acknowledged++;
            return;
        }
        long pauseMs = frame.path("retryAfterMs").asLong();
        if (!frame.path("retryable").asBoolean() || pauseMs < 100) {
            throw new AssertionError("refused: " + frame);
        }
        refusals++;
        if (sent.waited) {
            refusedAfterPause++;
        }
        chat.refused = Math.min(chat.refused, sent.number);
        chat.notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
    }

    /// Returns the texts of a chat's history in order, grouped by the part of the text before the first colon.
    static Map<String, List<String>> history(Actor reader, String chat) {
        Map<String, List<String>> texts = new TreeMap<>();
        long offset = 0;
        long total;
        do {
            JsonNode page = reader.get("/history/%s?limit=200&offset=%d", chat, offset)
                    .expect(200)
                    .json();
            page.path("items").forEach(item -> {
                String text = item.path("text").asText();
                texts.computeIfAbsent(text.substring(0, text.indexOf(':')), k -> new ArrayList<>())
                        .add(text);
            });
            total = page.path("total").asLong();
            offset += 200;
        } while (offset < total);
        return texts;
    }
}
