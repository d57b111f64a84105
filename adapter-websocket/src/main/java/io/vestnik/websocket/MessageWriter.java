package io.vestnik.websocket;

import static io.vestnik.wire.JsonBytes.ascii;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.wire.JsonBytes;
import io.vestnik.wire.MessageJson;

/// Writes `message` and `sent`, the two most frequent frames, directly and without the records of their declarations.
/// `FramesTest` keeps the output equal to that of the declarations.
final class MessageWriter {
    /// Bytes of a frame around its message.
    private static final int OVERHEAD_BYTES = 160;

    private static final byte[] EVENT = ascii("{\"type\":\"message\",\"chatId\":");
    private static final byte[] SENT = ascii("{\"type\":\"sent\",\"ref\":");
    private static final byte[] VERSION = ascii(",\"version\":");
    private static final byte[] NEW = ascii(",\"duplicate\":false");
    private static final byte[] OLD = ascii(",\"duplicate\":true");
    private static final byte[] MESSAGE = ascii(",\"message\":");
    private static final byte[] END = ascii("}");

    private MessageWriter() {}

    /// The `message` event.
    static byte[] event(ChatId chatId, ChatVersion version, Message message) {
        JsonBytes out = bytesFor(message).raw(EVENT).id(chatId.value());
        out.raw(VERSION).number(version.value());
        return message(out, message);
    }

    /// The `sent` answer to a new message.
    static byte[] sent(Ref ref, Message message) {
        return sent(ref, NEW, message);
    }

    /// The `sent` answer to a retry.
    static byte[] duplicate(Ref ref, Message message) {
        return sent(ref, OLD, message);
    }

    private static byte[] sent(Ref ref, byte[] duplicate, Message message) {
        JsonBytes out = ref.write(bytesFor(message).raw(SENT));
        out.raw(VERSION).number(message.version().value()).raw(duplicate);
        return message(out, message);
    }

    private static byte[] message(JsonBytes out, Message message) {
        return MessageJson.write(out.raw(MESSAGE), message).raw(END).toBytes();
    }

    private static JsonBytes bytesFor(Message message) {
        return new JsonBytes(OVERHEAD_BYTES + MessageJson.bytes(message));
    }
}
