package io.vestnik.e2e.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vestnik.e2e.access.MatrixUsers.Person;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/// Sends all frames that the server's document declares: mostly valid frames, often nearly valid frames, sometimes
/// bytes that are no frame.
final class FrameFuzz implements Callable<FuzzTally> {
    private static final int BURST = 40;

    /// The allowed close codes after a violation of RFC 6455 or of this protocol.
    private static final Set<Integer> CLOSES = Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 4500, 4501, 4502);

    private final int port;
    private final int bursts;
    private final Random random;
    private final JsonGenerator generator;
    private final JsonNode hello;
    private final List<JsonNode> requests = new ArrayList<>();
    private final Person me;
    private final Person other;
    private final List<String> chats;
    private final FuzzTally tally = new FuzzTally();
    private final Set<Long> answered = new HashSet<>();
    /// The `ref` of the next frame. It differs from every number that [JsonGenerator#spoiled] inserts.
    private long nextRef = 1_000;

    FrameFuzz(int port, long seed, int bursts) {
        this.port = port;
        this.bursts = bursts;
        this.random = new Random(seed);
        UserActions actions = UserActions.of(port);
        this.me = actions.registers("Fuzzing");
        this.other = actions.registers("Fuzzed");
        this.chats = List.of(actions.directChat(me, other), actions.group(me, other), actions.group(other));
        JsonNode document = actions.caller()
                .ask("GET", "/asyncapi.json", Optional.empty(), "")
                .expect(200)
                .json();
        List<JsonNode> first = new ArrayList<>();
        document.path("operations").properties().stream()
                .filter(operation ->
                        operation.getValue().path("action").asText().equals("receive"))
                .map(operation -> document.path("components")
                        .path("messages")
                        .path(operation.getKey().substring("receive".length())))
                .forEach(message -> (message.path("name").asText().equals("hello") ? first : requests)
                        .add(message.path("payload")));
        this.hello = first.getFirst();
        this.generator = new JsonGenerator(document, random, this::known);
    }

    private Optional<JsonNode> known(String name) {
        List<String> values = switch (name) {
            case "chatId" -> chats;
            case "token" -> List.of(me.token(), me.token(), me.token(), other.token(), "a.b.c");
            default -> List.of();
        };
        return values.isEmpty() || generator.chance(8)
                ? Optional.empty()
                : Optional.of(TextNode.valueOf(values.get(random.nextInt(values.size()))));
    }

    @Override
    public FuzzTally call() throws IOException, InterruptedException {
        RawSocket socket = live();
        for (int i = 0; i < bursts; i++) {
            if (i % 4 == 3) {
                hostile();
            } else {
                talk(socket);
            }
            if (socket.isClosed()) {
                tally.failed("a valid connection was closed with " + socket.closeCode(), "a burst");
                socket = live();
            }
        }
        socket.close();
        return tally;
    }

    private RawSocket live() throws IOException, InterruptedException {
        RawSocket socket = new RawSocket(port, random);
        socket.text(Frames.hello(me.token()));
        JsonNode frame = socket.next();
        while (!frame.path("type").asText().equals("live")) {
            if (frame.isEmpty()) {
                throw new AssertionError("not let in: " + socket.closeCode());
            }
            frame = socket.next();
        }
        return socket;
    }

    private ObjectNode generated(JsonNode schema, long ref) {
        ObjectNode frame = (ObjectNode) generator.generate(schema, "");
        if (frame.has("ref")) {
            frame.set("ref", LongNode.valueOf(ref));
        }
        return frame;
    }

    /// Sends a burst of frames that the server can read, though not all of them are valid. Each valid request other
    /// than `typing` must be answered.
    private void talk(RawSocket socket) throws IOException, InterruptedException {
        Map<Long, String> sent = new HashMap<>();
        Set<Long> open = new HashSet<>();
        for (int i = 0; i < BURST; i++) {
            long ref = nextRef++;
            ObjectNode frame = generated(requests.get(random.nextInt(requests.size())), ref);
            JsonNode spoiled = generator.chance(40) ? generator.spoiled(frame) : frame;
            boolean understood = spoiled.equals(frame);
            String text = understood || !readable(spoiled) ? frame.toString() : spoiled.toString();
            socket.text(text);
            sent.put(ref, text);
            if (understood && frame.has("ref") && !frame.path("type").asText().equals("typing")) {
                open.add(ref);
            }
        }
        long last = nextRef++;
        socket.text("{\"type\":\"ping\",\"ref\":" + last + "}");
        open.add(last);
        int past = 0;
        while (!open.isEmpty()) {
            JsonNode frame = socket.next(() -> "no answer to "
                    + open.stream()
                            .map(ref -> sent.getOrDefault(ref, "the last ping"))
                            .toList());
            if (frame.isEmpty()) {
                return;
            }
            past += judge(frame, sent, open);
        }
        for (int i = 0; i < BURST; i++) {
            tally.tried(i < past);
        }
    }

    /// @return 1 if the frame answers a request that passed parsing; otherwise 0
    private int judge(JsonNode frame, Map<Long, String> sent, Set<Long> open) {
        String code = frame.path("code").asText();
        long ref = frame.path("ref").asLong(-1);
        if (code.equals("internal") || code.equals("unavailable")) {
            tally.failed(code, sent.getOrDefault(ref, frame.toString()));
        }
        if (open.remove(ref)) {
            answered.add(ref);
        } else if (answered.contains(ref)) {
            tally.failed("a second answer " + frame, sent.getOrDefault(ref, "a burst before"));
        }
        return frame.has("ref") && !code.equals("invalid_request") ? 1 : 0;
    }

    private static boolean readable(JsonNode frame) {
        try {
            return Json.parse(frame.toString().getBytes(StandardCharsets.UTF_8)).isObject();
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    /// Sends hostile data. The server may close the connection with a close code that states the reason. The data must
    /// have no other effect.
    private void hostile() throws IOException, InterruptedException {
        try (RawSocket socket = generator.chance(50) ? live() : new RawSocket(port, random)) {
            String what = "";
            try {
                what = attack(socket);
                socket.text("{\"type\":\"ping\",\"ref\":0}");
            } catch (IOException e) {
                // The server closed the connection during the write.
                what += " cut";
            }
            while (true) {
                JsonNode frame = socket.next();
                if (frame.path("code").asText().equals("internal")) {
                    tally.failed("internal", what);
                }
                if (frame.path("type").asText().equals("pong")) {
                    break;
                }
                if (frame.isEmpty()) {
                    // The server answers a client's close frame with the code of that frame.
                    if (!CLOSES.contains(socket.closeCode()) && !what.startsWith("88")) {
                        tally.failed("closed with " + socket.closeCode(), what);
                    }
                    break;
                }
            }
        }
    }

    private String attack(RawSocket socket) throws IOException {
        byte[] honest = generated(requests.get(random.nextInt(requests.size())), 0)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        byte[] bytes = honest;
        int first = 0x81;
        switch (random.nextInt(7)) {
            case 0 -> bytes = generator.spoiled(honest);
            case 1 -> first = 0x80 | RawSocket.BINARY;
            case 2 -> first = random.nextInt(256);
            case 3 -> bytes = new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF};
            case 4 -> bytes = generator.spoiled(generated(hello, 0)).toString().getBytes(StandardCharsets.UTF_8);
            case 5 -> {
                first = 0x88;
                bytes = new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(256), 'x'};
            }
            default -> bytes = "[".repeat(1 + random.nextInt(60_000)).getBytes(StandardCharsets.US_ASCII);
        }
        tally.tried(false);
        socket.write(first, first >= 0x88 && bytes.length > 125 ? new byte[125] : bytes);
        return String.format(Locale.ROOT, "%02x %s", first, new String(bytes, StandardCharsets.UTF_8));
    }
}
