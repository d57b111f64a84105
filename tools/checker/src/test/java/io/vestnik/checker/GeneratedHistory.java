package io.vestnik.checker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// A correct history of one chat, made from a seed: six users send, edit, delete, read, page through the history, lose
/// their connections with unanswered sends, and resume. Frames arrive late, and independently on each connection.
final class GeneratedHistory {
    static final String CHAT = "0193a2b4-89ab-7def-8000-00000000000a";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CLIENTS = 6;
    private static final int PAGE = 50;
    private static final long STEP_NANOS = 1_000;
    private static final long FIRST_SENT_MILLIS = 1_790_000_000_000L;
    private static final int UNREAD_MAX = 1_000;

    private final Random random;
    private final List<ObjectNode> lines = new ArrayList<>();
    private final List<Stored> messages = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private long version = 1;
    private long request;
    private long nanos;

    private static final class Stored {
        private final long id;
        private final int from;
        private final long number;
        private long version;
        private String change = "";

        Stored(long id, int from, long number, long version) {
            this.id = id;
            this.from = from;
            this.number = number;
            this.version = version;
        }
    }

    private static final class Client {
        private final int index;
        private final Deque<ObjectNode> arriving = new ArrayDeque<>();
        private final List<Stored> unanswered = new ArrayList<>();
        private int connection;
        private long cursor = 1;
        private long number;
        private long seen;
        private long readUpTo;
        private long allReadUpTo;

        Client(int index) {
            this.index = index;
        }
    }

    private GeneratedHistory(long seed) {
        this.random = new Random(seed);
    }

    /// Makes a history.
    ///
    /// @param length the least number of lines
    static List<ObjectNode> of(long seed, int length) {
        GeneratedHistory history = new GeneratedHistory(seed);
        history.run(length);
        return history.lines;
    }

    private void run(int length) {
        for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client(i);
            clients.add(client);
            append(line(client, "client").put("user", i));
            open(client);
        }
        while (lines.size() < length) {
            step(clients.get(random.nextInt(CLIENTS)));
        }
        clients.forEach(client -> deliver(client, Integer.MAX_VALUE));
        finish();
    }

    private void step(Client client) {
        int choice = random.nextInt(100);
        if (choice < 20) {
            send(client);
        } else if (choice < 25) {
            send(client);
            send(client);
        } else if (choice < 28) {
            post(client);
        } else if (choice < 33) {
            change(client);
        } else if (choice < 42) {
            read(client);
        } else if (choice < 44) {
            page(client, random.nextInt(messages.size() + 1));
        } else if (choice < 46) {
            reopen(client);
        } else {
            deliver(client, 1 + random.nextInt(8));
        }
    }

    private void send(Client client) {
        client.number++;
        append(frame(client, "send").put("seq", client.number));
        Stored message = store(client);
        client.unanswered.add(message);
        for (Client other : clients) {
            other.arriving.add(other == client ? sent(client, message, false) : event(other, message));
        }
    }

    private void post(Client client) {
        client.number++;
        append(line(client, "send").put("chat", CHAT).put("seq", client.number));
        Stored message = store(client);
        ObjectNode sent = sent(client, message, false);
        sent.remove("n");
        append(sent);
        clients.forEach(other -> other.arriving.add(event(other, message)));
    }

    private Stored store(Client client) {
        Stored message = new Stored(messages.size() + 1L, client.index, client.number, ++version);
        messages.add(message);
        return message;
    }

    /// Edits or deletes a message of the client.
    private void change(Client client) {
        List<Stored> own = messages.stream()
                .filter(message -> message.from == client.index && !message.change.equals("deleted"))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        Stored message = own.get(random.nextInt(own.size()));
        request++;
        append(frame(client, "ask").put("r", request));
        message.version = ++version;
        message.change = random.nextInt(4) == 0 ? "deleted" : "edited";
        clients.forEach(other -> other.arriving.add(event(other, message)));
        client.arriving.add(frame(client, "answer").put("r", request));
    }

    /// Marks what arrived as read. Each author is notified when own messages become read by all others.
    private void read(Client client) {
        request++;
        append(frame(client, "mark").put("r", request).put("upTo", client.seen));
        client.readUpTo = Math.max(client.readUpTo, client.seen);
        append(frame(client, "marked").put("r", request).put("readUpTo", client.readUpTo));
        for (Client author : clients) {
            long lowest = clients.stream()
                    .filter(other -> other != author)
                    .mapToLong(other -> other.readUpTo)
                    .min()
                    .orElseThrow();
            long before = author.allReadUpTo;
            if (lowest > before) {
                author.allReadUpTo = lowest;
                if (messages.stream().anyMatch(message -> message.from == author.index && message.id > before)) {
                    author.arriving.add(frame(author, "allRead").put("upTo", lowest));
                }
            }
        }
    }

    private void page(Client client, long offset) {
        request++;
        append(line(client, "get").put("r", request).put("chat", CHAT));
        ObjectNode page = line(client, "page")
                .put("r", request)
                .put("offset", offset)
                .put("limit", PAGE)
                .put("total", messages.size());
        ArrayNode items = page.putArray("items");
        messages.stream().skip(offset).limit(PAGE).forEach(message -> items.add(json(message)));
        append(page);
    }

    private void reopen(Client client) {
        client.arriving.clear();
        append(frame(client, "close").put("code", 1006));
        open(client);
        List<Stored> again = List.copyOf(client.unanswered);
        for (Stored message : again) {
            append(frame(client, "send").put("seq", message.number));
            client.arriving.add(sent(client, message, true));
        }
    }

    private void open(Client client) {
        client.connection++;
        append(line(client, "open").put("n", client.connection));
        ObjectNode hello = line(client, "hello").put("n", client.connection);
        hello.putObject("since").put(CHAT, client.cursor);
        append(hello);
        append(line(client, "ready").put("n", client.connection).put("epoch", "e1"));
        messages.stream()
                .filter(message -> message.version > client.cursor)
                .sorted(Comparator.comparingLong(message -> message.version))
                .toList()
                .forEach(message -> arrive(client, event(client, message)));
        append(frame(client, "marks").put("readUpTo", client.readUpTo).put("allReadUpTo", client.allReadUpTo));
        append(line(client, "live").put("n", client.connection));
    }

    private void deliver(Client client, int most) {
        for (int i = 0; i < most && !client.arriving.isEmpty(); i++) {
            arrive(client, client.arriving.removeFirst());
        }
    }

    private void arrive(Client client, ObjectNode frame) {
        append(frame);
        String kind = frame.path("e").asText();
        if (kind.equals("sent")) {
            long number = frame.path("seq").asLong();
            client.unanswered.removeIf(message -> message.number == number);
        }
        if (kind.equals("message") || (kind.equals("sent") && !frame.has("dup"))) {
            client.cursor = frame.path("v").asLong();
            client.seen = Math.max(client.seen, frame.path("m").path("id").asLong());
        }
    }

    private void finish() {
        ObjectNode quiet = JSON.createObjectNode().put("t", nanos).put("e", "quiet");
        lines.add(quiet);
        for (long offset = 0; offset < messages.size(); offset += PAGE) {
            page(clients.getFirst(), offset);
        }
        for (Client client : clients) {
            long unread = messages.stream()
                    .filter(message -> message.id > client.readUpTo
                            && message.from != client.index
                            && !message.change.equals("deleted"))
                    .count();
            append(line(client, "state")
                    .put("chat", CHAT)
                    .put("v", version)
                    .put("last", messages.size())
                    .put("readUpTo", client.readUpTo)
                    .put("allReadUpTo", client.allReadUpTo)
                    .put("unread", Math.min(UNREAD_MAX, unread)));
        }
    }

    private ObjectNode sent(Client client, Stored message, boolean duplicate) {
        ObjectNode sent = frame(client, "sent").put("seq", message.number).put("v", message.version);
        if (duplicate) {
            sent.put("dup", true);
        }
        return sent.set("m", json(message));
    }

    private ObjectNode event(Client client, Stored message) {
        return frame(client, "message").put("v", message.version).set("m", json(message));
    }

    private ObjectNode json(Stored message) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", message.id)
                .put("v", message.version)
                .put("user", message.from)
                .put("at", FIRST_SENT_MILLIS + message.id);
        if (!message.change.isEmpty()) {
            json.put("change", message.change);
        }
        if (!message.change.equals("deleted")) {
            json.put("from", message.from).put("seq", message.number);
        }
        if (message.id <= clients.get(message.from).allReadUpTo) {
            json.put("read", true);
        }
        return json;
    }

    private static ObjectNode frame(Client client, String kind) {
        return line(client, kind).put("n", client.connection).put("chat", CHAT);
    }

    private static ObjectNode line(Client client, String kind) {
        return JSON.createObjectNode().put("t", 0).put("c", client.index).put("e", kind);
    }

    private void append(ObjectNode line) {
        nanos += STEP_NANOS;
        lines.add(line.put("t", nanos));
    }
}
