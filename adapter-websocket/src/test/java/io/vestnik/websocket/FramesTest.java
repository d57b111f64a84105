package io.vestnik.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.FieldError;
import io.vestnik.wire.MessageBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keeps the quick readers and writers of the hot path equal to the declarations.
final class FramesTest {
    private static final int ROUNDS = 5_000;
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
                ? new Ref.Whole(random.nextLong(-(1L << 53) + 1, 1L << 53))
                : new Ref.Name(text(30));
    }

    @Test
    void messages_are_written_as_declared() {
        EventEncoder encoder = new EventEncoder(user -> false);
        for (int i = 0; i < ROUNDS; i++) {
            Message message = message();
            ChatVersion version = new ChatVersion(random.nextInt(1 << 30));
            LiveEvent.MessageState event = new LiveEvent.MessageState(message.chatId(), version, message);
            assertThat(Peer.json(encoder.encode(event)))
                    .as("seed %d", seed)
                    .isEqualTo(Peer.json(ServerFrames.write(encoder.frame(event))));
        }
    }

    @Test
    void answers_to_sends_are_written_as_declared() {
        for (int i = 0; i < ROUNDS; i++) {
            Message message = message();
            Ref ref = ref();
            boolean duplicate = random.nextBoolean();
            byte[] quick = duplicate ? MessageWriter.duplicate(ref, message) : MessageWriter.sent(ref, message);
            ServerFrame declared = new ServerFrame.Sent(ref, message.version(), duplicate, MessageBody.of(message));
            assertThat(Peer.json(quick)).as("seed %d", seed).isEqualTo(Peer.json(ServerFrames.write(declared)));
        }
    }

    @Test
    void marks_are_written_as_declared() {
        EventEncoder encoder = new EventEncoder(user -> false);
        for (int i = 0; i < ROUNDS; i++) {
            ChatId chat = new ChatId(uuid());
            MessageId upTo = new MessageId(random.nextLong(1L << 53));
            Ref ref = ref();
            assertThat(Peer.json(MarkWriter.marked(ref, upTo)))
                    .as("seed %d", seed)
                    .isEqualTo(Peer.json(ServerFrames.write(new ServerFrame.Marked(ref, upTo))));
            for (LiveEvent event : List.of(
                    new LiveEvent.ReadMark(chat, new UserId(uuid()), upTo), new LiveEvent.AllReadMark(chat, upTo))) {
                assertThat(Peer.json(encoder.encode(event)))
                        .as("seed %d", seed)
                        .isEqualTo(Peer.json(ServerFrames.write(encoder.frame(event))));
            }
        }
    }

    @Test
    void sends_are_read_as_declared() {
        areReadAsDeclared(this::usual);
    }

    @Test
    void reads_are_read_as_declared() {
        areReadAsDeclared(this::usualRead);
    }

    private void areReadAsDeclared(Supplier<String> usual) {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = (i % 2 == 0 ? usual.get() : broken(usual.get())).getBytes(UTF_8);
            ClientFrame.Request quick = QuickReader.read(frame);
            if (quick != null) {
                read++;
                assertThat(ClientFrames.readDeclared(frame))
                        .as("seed %d: %s", seed, new String(frame, UTF_8))
                        .isEqualTo(new ClientFrames.Reading.Good(quick));
            }
        }
        assertThat(read).as("the short cut is taken").isGreaterThan(ROUNDS / 4);
    }

    @Test
    void usual_frames_are_read_by_the_quick_reader() {
        String frame = String.format(
                Locale.ROOT,
                "{\"type\":\"send\",\"ref\":1,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"hi\\nyou \\\"there\\\"\"}",
                UUID.randomUUID(),
                UUID.randomUUID());
        assertThat(QuickReader.read(frame.getBytes(UTF_8))).isNotNull();
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
    void invalid_utf8_is_never_read_by_the_quick_reader() {
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
            assertThat(QuickReader.read(spoilt)).isNull();
            assertThat(ClientFrames.read(spoilt)).isInstanceOf(ClientFrames.Reading.Unreadable.class);
        }
    }

    @Test
    void every_frame_is_declared_once_and_every_reference_resolves() {
        JsonNode document = Peer.json(WebSocketEndpoint.asyncApi());
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
