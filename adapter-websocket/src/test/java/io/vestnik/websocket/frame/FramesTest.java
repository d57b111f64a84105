package io.vestnik.websocket.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames are read and written as the protocol defines, whatever their values.
final class FramesTest {
    private static final int ROUNDS = 5_000;
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final String ALPHABET = "ab \"\\/\n\t\r\b\f\u0001\u001f\u007féя€\uffff\u2028😀𝄞{}[],:0";

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String text(int max) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        int length = 1 + random.nextInt(max);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextLong(0, 253_402_300_800L), random.nextInt(1_000_000_000));
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private Message message() {
        return new Message(
                new MessageId(random.nextLong(1L << 53)),
                new ChatId(uuid()),
                new UserId(uuid()),
                maybe(new MessageText(text(60))),
                time(),
                random.nextBoolean(),
                new ChatVersion(random.nextLong(1L << 53)),
                maybe(new MessageId(random.nextInt(1000))),
                maybe(time()),
                maybe(time()));
    }

    private Ref ref() {
        return random.nextBoolean()
                ? new Ref.IntegerRef(random.nextLong(-(1L << 53) + 1, 1L << 53))
                : new Ref.StringRef(text(30));
    }

    private static ObjectNode json(Message message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", message.id().value());
        json.put("chatId", message.chatId().toString());
        json.put("senderId", message.senderId().toString());
        message.text().ifPresent(text -> json.put("text", text.value()));
        json.put("sentAt", MILLISECONDS.format(message.sentAt()));
        json.put("read", message.read());
        json.put("version", message.version().value());
        message.replyTo().ifPresent(id -> json.put("replyTo", id.value()));
        message.editedAt().ifPresent(time -> json.put("editedAt", MILLISECONDS.format(time)));
        message.deletedAt().ifPresent(time -> json.put("deletedAt", MILLISECONDS.format(time)));
        return json;
    }

    private static JsonNode json(Ref ref) {
        return switch (ref) {
            case Ref.IntegerRef(long value) -> JsonNodeFactory.instance.numberNode(value);
            case Ref.StringRef(String value) -> JsonNodeFactory.instance.textNode(value);
        };
    }

    private void isWritten(byte[] written, ObjectNode expected) {
        // The texts are compared, because in trees numbers of different Java types are not equal.
        assertThat(tree(written).toString()).as("seed %d", seed).isEqualTo(expected.toString());
    }

    @Test
    void messages_of_any_content_are_written() {
        EventEncoder encoder = new EventEncoder(user -> false);
        for (int i = 0; i < ROUNDS; i++) {
            Message message = message();
            ChatVersion version = new ChatVersion(random.nextInt(1 << 30));
            ObjectNode expected = JsonNodeFactory.instance.objectNode();
            expected.put("type", "message").put("chatId", message.chatId().toString());
            expected.put("version", version.value()).set("message", json(message));
            isWritten(encoder.encode(new LiveEvent.MessageState(message.chatId(), version, message)), expected);
        }
    }

    @Test
    void answers_to_sends_of_any_content_are_written() {
        for (int i = 0; i < ROUNDS; i++) {
            Message message = message();
            Ref ref = ref();
            boolean duplicate = random.nextBoolean();
            ObjectNode expected = JsonNodeFactory.instance.objectNode();
            expected.put("type", "sent").set("ref", json(ref));
            expected.put("version", message.version().value()).put("duplicate", duplicate);
            expected.set("message", json(message));
            isWritten(
                    ServerFrames.write(
                            new ServerFrame.Sent(ref, message.version(), duplicate, MessageBody.of(message))),
                    expected);
        }
    }

    @Test
    void marks_are_written() {
        EventEncoder encoder = new EventEncoder(user -> false);
        for (int i = 0; i < ROUNDS; i++) {
            ChatId chat = new ChatId(uuid());
            UserId user = new UserId(uuid());
            MessageId upTo = new MessageId(random.nextLong(1L << 53));
            Ref ref = ref();
            ObjectNode marked = JsonNodeFactory.instance.objectNode();
            marked.put("type", "ok").set("ref", json(ref));
            isWritten(ServerFrames.write(new ServerFrame.Marked(ref, upTo)), marked.put("readUpTo", upTo.value()));
            isWritten(
                    encoder.encode(new LiveEvent.ReadMark(chat, user, upTo)),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("type", "read")
                            .put("chatId", chat.toString())
                            .put("userId", user.toString())
                            .put("upTo", upTo.value()));
            isWritten(
                    encoder.encode(new LiveEvent.AllReadMark(chat, upTo)),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("type", "allRead")
                            .put("chatId", chat.toString())
                            .put("upTo", upTo.value()));
        }
    }

    @Test
    void sends_in_any_order_of_properties_are_read() {
        areRead(this::usual, this::send);
    }

    @Test
    void reads_in_any_order_of_properties_are_read() {
        areRead(this::usualRead, this::read);
    }

    private ClientFrame send(JsonNode json) {
        return new ClientFrame.Send(
                ref(json),
                new ChatId(id(json, "chatId")),
                new MessageKey(id(json, "key")),
                new MessageText(json.get("text").textValue()),
                json.has("replyTo")
                        ? Optional.of(new MessageId(json.get("replyTo").longValue()))
                        : Optional.empty());
    }

    private ClientFrame read(JsonNode json) {
        return new ClientFrame.Read(
                ref(json),
                new ChatId(id(json, "chatId")),
                new MessageId(json.get("upTo").longValue()));
    }

    private static Ref ref(JsonNode json) {
        JsonNode ref = json.get("ref");
        return ref.isTextual() ? new Ref.StringRef(ref.textValue()) : new Ref.IntegerRef(ref.longValue());
    }

    private static UUID id(JsonNode json, String name) {
        return UuidText.parse(json.get(name).textValue()).orElseThrow();
    }

    /// Asserts how frames are read. A frame in its usual form is read with the values of its JSON tree. A broken frame
    /// that is still a JSON object is read with the values of its tree, or gets errors. Any other broken frame is
    /// unreadable.
    private void areRead(Supplier<String> usual, Function<JsonNode, ClientFrame> expected) {
        for (int i = 0; i < ROUNDS; i++) {
            String text = usual.get();
            assertThat(ClientFrames.read(text.getBytes(UTF_8)))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(new ClientFrames.Reading.Good(expected.apply(tree(text.getBytes(UTF_8)))));
            byte[] broken = broken(text).getBytes(UTF_8);
            Optional<JsonNode> tree = parsed(broken);
            switch (ClientFrames.read(broken)) {
                case ClientFrames.Reading.Good(ClientFrame frame) ->
                    assertThat(frame)
                            .as("seed %d: %s", seed, new String(broken, UTF_8))
                            .isEqualTo(expected.apply(tree.orElseThrow()));
                case ClientFrames.Reading.Bad bad -> {
                    assertThat(tree).isPresent();
                    assertThat(bad.errors()).isNotEmpty();
                }
                case ClientFrames.Reading.Unreadable unreadable ->
                    assertThat(tree.filter(JsonNode::isObject))
                            .as("seed %d: %s", seed, new String(broken, UTF_8))
                            .isEmpty();
            }
        }
    }

    private static JsonNode tree(byte[] json) {
        return parsed(json).orElseThrow();
    }

    private static Optional<JsonNode> parsed(byte[] json) {
        try {
            return Optional.of(Json.parse(json));
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0-e7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "０1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"
            })
    void an_id_that_is_not_a_canonical_uuid_is_refused_with_its_field(String id) {
        String good = UUID.randomUUID().toString();
        for (String field : List.of("chatId", "key")) {
            String frame = String.format(
                    Locale.ROOT,
                    "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"hi\"}",
                    field.equals("chatId") ? id : good,
                    field.equals("key") ? id : good);
            assertThat(ClientFrames.read(frame.getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            ClientFrames.Reading.Bad.class,
                            bad -> assertThat(bad.errors()).containsExactly(new FieldError(field, "must be a UUID")));
        }
        String hello =
                String.format(Locale.ROOT, "{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{\"%s\":1}}", id);
        assertThat(ClientFrames.read(hello.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ClientFrames.Reading.Bad.class,
                        bad -> assertThat(bad.errors())
                                .containsExactly(new FieldError("since", "must have chat ids as names")));
    }

    private String usual() {
        String text = text(20);
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n') || c == '\u007f') {
                escaped.append('?');
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        String[] members = {
            "\"type\":\"send\"",
            "\"ref\": " + (random.nextBoolean() ? random.nextInt(1000) : "\"r" + random.nextInt() + "\""),
            "\"chatId\":\"" + uuid() + "\"",
            "\"key\" : \"" + uuid() + "\"",
            "\"text\":\"" + escaped + "\"",
            "\"replyTo\":" + random.nextInt(5)
        };
        Collections.shuffle(java.util.Arrays.asList(members), random);
        return "{" + String.join(random.nextBoolean() ? "," : " ,\n", members) + "}";
    }

    private String usualRead() {
        List<String> members = new ArrayList<>(List.of(
                "\"type\":\"read\"",
                "\"ref\": " + (random.nextBoolean() ? random.nextInt(1000) : "\"r" + random.nextInt() + "\""),
                "\"chatId\":\"" + uuid() + "\"",
                "\"upTo\" : " + random.nextLong(1L << 40)));
        if (random.nextInt(8) == 0) {
            members.add("\"text\":\"too much\"");
        }
        Collections.shuffle(members, random);
        return "{" + String.join(random.nextBoolean() ? "," : " ,\n", members) + "}";
    }

    private String broken(String frame) {
        StringBuilder broken = new StringBuilder(frame);
        int at = random.nextInt(frame.length());
        switch (random.nextInt(4)) {
            case 0 -> broken.deleteCharAt(at);
            case 1 -> broken.insert(at, "\"\\{}[],:0-e.\u0000 \ud83d".charAt(random.nextInt(15)));
            case 2 -> broken.insert(at, frame.charAt(random.nextInt(frame.length())));
            default -> broken.append(random.nextBoolean() ? "\u0000" : " \n");
        }
        return broken.toString();
    }

    @Test
    void invalid_utf8_is_unreadable() {
        byte[] frame = String.format(
                        Locale.ROOT,
                        "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"abcd\"}",
                        UUID.randomUUID(),
                        UUID.randomUUID())
                .getBytes(UTF_8);
        int text = new String(frame, UTF_8).indexOf("abcd");
        for (byte[] bad : new byte[][] {
            {(byte) 0xc3}, {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
        }) {
            byte[] spoilt = frame.clone();
            System.arraycopy(bad, 0, spoilt, text, bad.length);
            assertThat(ClientFrames.read(spoilt)).isInstanceOf(ClientFrames.Reading.Unreadable.class);
        }
    }

    @Test
    void every_frame_is_declared_once_and_every_reference_resolves() {
        JsonNode document = tree(AsyncApi.document("/ws"));
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        int frames = ClientFrames.ALL.size() + ServerFrames.ALL.size();
        assertThat(document.path("components").path("messages")).hasSize(frames);
        assertThat(document.path("channels").path("ws").path("messages")).hasSize(frames);
        assertThat(document.path("operations")).hasSize(frames);
        assertThat(ClientFrames.ALL).hasSameSizeAs(records(ClientFrame.class));
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        assertThat(document.path("components").path("schemas").path("Send").path("required"))
                .extracting(JsonNode::asText)
                .containsExactly("type", "ref", "chatId", "key", "text");
        for (CloseCode code : CloseCode.values()) {
            assertThat(document.path("info").path("description").asText()).contains(Integer.toString(code.code()));
        }
    }

    private static Class<?>[] records(Class<?> common) {
        return java.util.Arrays.stream(common.getDeclaredClasses())
                .filter(Class::isRecord)
                .toArray(Class<?>[]::new);
    }
}
