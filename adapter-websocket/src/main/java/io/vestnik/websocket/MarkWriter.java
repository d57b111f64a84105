package io.vestnik.websocket;

import static io.vestnik.wire.JsonBytes.ascii;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.JsonBytes;

/// Writes the frames about read marks directly, without the records of their declarations. They are as frequent as
/// messages. `FramesTest` keeps the output equal to that of the declarations.
final class MarkWriter {
    /// Room for two ids, a number and the property names.
    private static final int BYTES = 160;

    private static final byte[] OK = ascii("{\"type\":\"ok\",\"ref\":");
    private static final byte[] READ_UP_TO = ascii(",\"readUpTo\":");
    private static final byte[] READ = ascii("{\"type\":\"read\",\"chatId\":");
    private static final byte[] ALL_READ = ascii("{\"type\":\"allRead\",\"chatId\":");
    private static final byte[] USER_ID = ascii(",\"userId\":");
    private static final byte[] UP_TO = ascii(",\"upTo\":");
    private static final byte[] END = ascii("}");

    private MarkWriter() {}

    /// The answer to `read`.
    static byte[] marked(Ref ref, MessageId readUpTo) {
        return number(ref.write(new JsonBytes(BYTES).raw(OK)).raw(READ_UP_TO), readUpTo);
    }

    /// The `read` event.
    static byte[] read(ChatId chatId, UserId userId, MessageId upTo) {
        JsonBytes out = new JsonBytes(BYTES).raw(READ).id(chatId.value());
        return number(out.raw(USER_ID).id(userId.value()).raw(UP_TO), upTo);
    }

    /// The `allRead` event.
    static byte[] allRead(ChatId chatId, MessageId upTo) {
        return number(new JsonBytes(BYTES).raw(ALL_READ).id(chatId.value()).raw(UP_TO), upTo);
    }

    /// Ends the frame: each frame ends with a number.
    private static byte[] number(JsonBytes out, MessageId last) {
        return out.number(last.value()).raw(END).toBytes();
    }
}
