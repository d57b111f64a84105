package io.vestnik.wire;

import static io.vestnik.wire.JsonBytes.ascii;

import io.vestnik.domain.message.Message;

/// Writes messages, the bulk of all output, directly. The JSON is that of [MessageBody].
public final class MessageJson {
    /// More than names, ids and times take, so that writing the last one never needs to grow the buffer.
    private static final int OVERHEAD_BYTES = 360;

    private static final byte[] ID = ascii("{\"id\":");
    private static final byte[] CHAT_ID = ascii(",\"chatId\":");
    private static final byte[] SENDER_ID = ascii(",\"senderId\":");
    private static final byte[] TEXT = ascii(",\"text\":");
    private static final byte[] SENT_AT = ascii(",\"sentAt\":");
    private static final byte[] READ = ascii(",\"read\":true");
    private static final byte[] UNREAD = ascii(",\"read\":false");
    private static final byte[] VERSION = ascii(",\"version\":");
    private static final byte[] REPLY_TO = ascii(",\"replyTo\":");
    private static final byte[] EDITED_AT = ascii(",\"editedAt\":");
    private static final byte[] DELETED_AT = ascii(",\"deletedAt\":");
    private static final byte[] END = ascii("}");

    private MessageJson() {}

    /// The maximum number of bytes of a message, so that its buffer need not grow.
    public static int bytes(Message message) {
        return OVERHEAD_BYTES
                + message.text().map(text -> JsonBytes.textBytes(text.value())).orElse(0);
    }

    /// Writes a message as an object.
    public static JsonBytes write(JsonBytes out, Message message) {
        out.raw(ID).number(message.id().value());
        out.raw(CHAT_ID).id(message.chatId().value());
        out.raw(SENDER_ID).id(message.senderId().value());
        message.text().ifPresent(text -> out.raw(TEXT).text(text.value()));
        out.raw(SENT_AT).time(message.sentAt());
        out.raw(message.read() ? READ : UNREAD);
        out.raw(VERSION).number(message.version().value());
        message.replyTo().ifPresent(id -> out.raw(REPLY_TO).number(id.value()));
        message.editedAt().ifPresent(time -> out.raw(EDITED_AT).time(time));
        message.deletedAt().ifPresent(time -> out.raw(DELETED_AT).time(time));
        return out.raw(END);
    }
}
