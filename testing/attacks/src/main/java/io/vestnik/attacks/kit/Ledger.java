package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// The messages that a server acknowledged, to be compared with its history. Thread-safe.
///
/// The laws:
/// - Ids are 1, 2, 3 … without gaps.
/// - An acknowledged message is in the history once, at its id, with its text.
/// - A text is in the history at most once for each key under which it was sent.
/// - At most one answer for each key and sender has `duplicate: false`.
/// - The messages of one connection to one chat are stored in the order in which they were sent.
public final class Ledger {
    private static final int PAGE = 200;
    private static final int BREACHES_MAX = 5;

    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Map<String, String> readers = new ConcurrentHashMap<>();

    /// The keys under which each text was sent, whether these sends were answered or not.
    private final Map<Text, Set<String>> keys = new ConcurrentHashMap<>();

    private record Text(String chatId, String text) {}

    /// A message of the history; an altered one was edited or deleted later.
    private record Stored(String text, boolean altered) {}

    /// Includes a chat in the check.
    ///
    /// @param token the access token of a member
    public void watch(String chatId, String token) {
        readers.put(chatId, token);
    }

    /// Records a send before its answer, which may never come.
    public void sending(String chatId, String key, String text) {
        keys.computeIfAbsent(new Text(chatId, text), unused -> ConcurrentHashMap.newKeySet())
                .add(key);
    }

    public void add(Acknowledged message) {
        sending(message.chatId(), message.key(), message.text());
        acknowledged.add(message);
    }

    /// Compares the acknowledged messages with the history of every watched chat.
    ///
    /// @return descriptions of the violations, at most five for each law and chat
    public List<String> check(Entrance entrance) throws IOException {
        List<String> breaches = new ArrayList<>();
        Map<String, List<Acknowledged>> byChat =
                acknowledged.stream().collect(Collectors.groupingBy(Acknowledged::chatId));
        for (Map.Entry<String, String> reader : readers.entrySet()) {
            String chat = reader.getKey();
            Map<Long, Stored> history = history(entrance, chat, reader.getValue(), breaches);
            check(chat, byChat.getOrDefault(chat, List.of()), history, breaches);
        }
        return breaches;
    }

    private void check(String chat, List<Acknowledged> sent, Map<Long, Stored> history, List<String> breaches) {
        Breaches found = new Breaches(breaches, chat);
        Map<Long, String> keysById = new HashMap<>();
        Set<String> firsts = new HashSet<>();
        for (Acknowledged message : sent) {
            Stored stored = history.get(message.id());
            if (stored == null) {
                found.add("lost", message.id() + " was acknowledged and is not in the history");
            } else if (!stored.altered() && !stored.text().equals(message.text())) {
                found.add("other content", message.id() + " was acknowledged with another text");
            }
            String before = keysById.putIfAbsent(message.id(), message.key());
            if (before != null && !before.equals(message.key())) {
                found.add("one id for two keys", message.id() + ": " + before + " and " + message.key());
            }
            if (!message.duplicate() && !firsts.add(message.key())) {
                found.add("two first answers", "key " + message.key() + ", id " + message.id());
            }
        }
        storedOnce(chat, history, found);
        sent.stream()
                .filter(message -> !message.duplicate())
                .collect(Collectors.groupingBy(Acknowledged::line))
                .values()
                .forEach(line -> inOrder(line, found));
    }

    private void storedOnce(String chat, Map<Long, Stored> history, Breaches found) {
        Map<String, List<Long>> ids = new HashMap<>();
        history.forEach((id, stored) -> {
            if (!stored.altered()) {
                ids.computeIfAbsent(stored.text(), unused -> new ArrayList<>()).add(id);
            }
        });
        ids.forEach((text, stored) -> {
            Set<String> sent = keys.getOrDefault(new Text(chat, text), Set.of());
            // A text without a recorded send is seeded data.
            if (!sent.isEmpty() && stored.size() > sent.size()) {
                found.add("stored twice", "a text sent under " + sent.size() + " keys has the ids " + stored);
            }
        });
    }

    private static void inOrder(List<Acknowledged> line, Breaches found) {
        List<Acknowledged> bySequence = line.stream()
                .sorted(Comparator.comparingLong(Acknowledged::sequence))
                .toList();
        for (int i = 1; i < bySequence.size(); i++) {
            Acknowledged earlier = bySequence.get(i - 1);
            Acknowledged later = bySequence.get(i);
            if (later.id() <= earlier.id()) {
                found.add(
                        "out of order",
                        "number " + earlier.sequence() + " of " + earlier.line() + " has id " + earlier.id()
                                + ", number " + later.sequence() + " has id " + later.id());
            }
        }
    }

    private Map<Long, Stored> history(Entrance entrance, String chat, String token, List<String> breaches)
            throws IOException {
        Breaches found = new Breaches(breaches, chat);
        Map<Long, Stored> all = new HashMap<>();
        long total = 1;
        long last = 0;
        for (long offset = 0; offset < total; offset += PAGE) {
            JsonNode page =
                    entrance.succeed("GET", "/history/" + chat + "?limit=" + PAGE + "&offset=" + offset, token, null);
            total = page.path("total").asLong();
            for (JsonNode message : page.path("items")) {
                long id = message.path("id").asLong();
                if (id != last + 1) {
                    found.add("hole", "id " + id + " follows " + last);
                }
                last = id;
                boolean altered = message.has("editedAt") || message.has("deletedAt");
                if (all.put(id, new Stored(message.path("text").asText(), altered)) != null) {
                    found.add("doubled", "id " + id + " is in the history twice");
                }
            }
        }
        if (last != total) {
            found.add("hole", "the history ends at " + last + " and reports a total of " + total);
        }
        return all;
    }

    /// Collects the first few violations of each law.
    private static final class Breaches {
        private final List<String> to;
        private final String chat;
        private final Map<String, Integer> counts = new HashMap<>();

        Breaches(List<String> to, String chat) {
            this.to = to;
            this.chat = chat;
        }

        void add(String law, String what) {
            if (counts.merge(law, 1, Integer::sum) <= BREACHES_MAX) {
                to.add(law + " in chat " + chat + ": " + what);
            }
        }
    }
}
