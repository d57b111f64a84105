package io.vestnik.websocket;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import java.nio.charset.StandardCharsets;

/// Writes the two frames that are nearly all frames, `message` and `sent`, without the detour over their declarations.
/// Kept equal to these by `FramesTest`.
final class MessageWriter {
    /// Of a message of a few words: names, ids and times.
    private static final int OVERHEAD_BYTES = 360;

    private static final byte[] EVENT = ascii("{\"type\":\"message\",\"chatId\":");
    private static final byte[] SENT = ascii("{\"type\":\"sent\",\"ref\":");
    private static final byte[] VERSION = ascii(",\"version\":");
    private static final byte[] NEW = ascii(",\"duplicate\":false");
    private static final byte[] OLD = ascii(",\"duplicate\":true");
    private static final byte[] MESSAGE = ascii(",\"message\":{\"id\":");
    private static final byte[] CHAT_ID = ascii(",\"chatId\":");
    private static final byte[] SENDER_ID = ascii(",\"senderId\":");
    private static final byte[] TEXT = ascii(",\"text\":");
    private static final byte[] SENT_AT = ascii(",\"sentAt\":");
    private static final byte[] READ = ascii(",\"read\":true");
    private static final byte[] UNREAD = ascii(",\"read\":false");
    private static final byte[] REPLY_TO = ascii(",\"replyTo\":");
    private static final byte[] EDITED_AT = ascii(",\"editedAt\":");
    private static final byte[] DELETED_AT = ascii(",\"deletedAt\":");
    private static final byte[] END = ascii("}}");

    private MessageWriter() {}

    /// The `message` event.
    static byte[] event(ChatId chatId, ChatVersion version, Message message) {
        JsonBytes out = bytesFor(message).raw(EVENT).id(chatId.value());
        out.raw(VERSION).number(version.value());
        return message(out, message);
    }

    /// The `sent` answer to a message that is new.
    static byte[] sent(Ref ref, Message message) {
        return sent(ref, NEW, message);
    }

    /// The `sent` answer to a repeat.
    static byte[] duplicate(Ref ref, Message message) {
        return sent(ref, OLD, message);
    }

    private static byte[] sent(Ref ref, byte[] duplicate, Message message) {
        JsonBytes out = bytesFor(message).raw(SENT).ref(ref);
        out.raw(VERSION).number(message.version().value()).raw(duplicate);
        return message(out, message);
    }

    private static byte[] message(JsonBytes out, Message message) {
        out.raw(MESSAGE).number(message.id().value());
        out.raw(CHAT_ID).id(message.chatId().value());
        out.raw(SENDER_ID).id(message.senderId().value());
        message.text().ifPresent(text -> out.raw(TEXT).text(text.value()));
        out.raw(SENT_AT).time(message.sentAt());
        out.raw(message.read() ? READ : UNREAD);
        out.raw(VERSION).number(message.version().value());
        message.replyTo().ifPresent(id -> out.raw(REPLY_TO).number(id.value()));
        message.editedAt().ifPresent(time -> out.raw(EDITED_AT).time(time));
        message.deletedAt().ifPresent(time -> out.raw(DELETED_AT).time(time));
        return out.raw(END).toBytes();
    }

    private static JsonBytes bytesFor(Message message) {
        return new JsonBytes(OVERHEAD_BYTES
                + message.text().map(text -> text.value().length()).orElse(0));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
