package io.vestnik.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the few fields that the load tool needs from the JSON of a frame, in one pass and without creating an object.
///
/// One thread reuses one instance, whose fields hold the results of the last {@link #scan}. The scan does not validate
/// the JSON. For JSON that no server sends, it only guarantees that the scan ends.
final class FrameScan {

    /// The type of a frame.
    enum Type {
        READY,
        LIVE,
        SENT,
        OK,
        PONG,
        ERROR,
        MESSAGE,
        READ,
        ALL_READ,
        GAP,
        REMOVED,
        OTHER
    }

    static final long ABSENT = -1;

    private static final byte[][] TYPE_NAMES = Arrays.stream(new String[] {
                "ready", "live", "sent", "ok", "pong", "error", "message", "read", "allRead", "gap", "removed"
            })
            .map(name -> name.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
    private static final Type[] TYPES = Type.values();

    private static final byte[] TYPE = ascii("type");
    private static final byte[] CHAT_ID = ascii("chatId");
    private static final byte[] VERSION = ascii("version");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] REF = ascii("ref");
    private static final byte[] DUPLICATE = ascii("duplicate");
    private static final byte[] CODE = ascii("code");
    private static final byte[] RETRYABLE = ascii("retryable");
    private static final byte[] RETRY_AFTER = ascii("retryAfterMs");
    private static final byte[] UP_TO = ascii("upTo");
    private static final byte[] READ_UP_TO = ascii("readUpTo");
    private static final byte[] ID = ascii("id");
    private static final byte[] TEXT = ascii("text");

    Type type = Type.OTHER;
    boolean hasChat;
    long chatHigh;
    long chatLow;
    long version;
    long ref;
    boolean duplicate;
    boolean retryable;
    long retryAfterMs;
    long upTo;
    long messageId;
    long messageVersion;
    int textFrom;
    int textTo;
    int codeFrom;
    int codeTo;

    private byte[] json = {};
    private int at;
    private int end;
    private int stringFrom;
    private int stringTo;

    /// Reads a frame.
    ///
    /// @param to the index after the last byte of the frame
    void scan(byte[] bytes, int from, int to) {
        json = bytes;
        at = from;
        end = to;
        type = Type.OTHER;
        hasChat = false;
        version = ref = retryAfterMs = upTo = messageId = messageVersion = ABSENT;
        duplicate = false;
        retryable = false;
        textFrom = textTo = codeFrom = codeTo = from;
        if (at < end) {
            object(false);
        }
    }

    /// Reads the body of an HTTP response that is a message, and sets `messageId`, `messageVersion`, the chat and the
    /// text.
    void scanMessage(byte[] bytes, int from, int to) {
        scan(bytes, to, to);
        at = from;
        object(true);
    }

    /// The error code in the last frame.
    String code() {
        return new String(json, codeFrom, codeTo - codeFrom, StandardCharsets.US_ASCII);
    }

    private void object(boolean inMessage) {
        at++;
        while (at < end) {
            blanks();
            if (at >= end || json[at] == '}') {
                at++;
                return;
            }
            if (json[at] == ',') {
                at++;
                continue;
            }
            string();
            int keyFrom = stringFrom;
            int keyTo = stringTo;
            blanks();
            at++;
            blanks();
            if (at >= end) {
                return;
            }
            if (inMessage) {
                messageField(keyFrom, keyTo);
            } else {
                field(keyFrom, keyTo);
            }
        }
    }

    private void field(int from, int to) {
        if (is(from, to, TYPE)) {
            string();
            type = typeOf(stringFrom, stringTo);
        } else if (is(from, to, CHAT_ID)) {
            chat();
        } else if (is(from, to, VERSION)) {
            version = number();
        } else if (is(from, to, MESSAGE) && json[at] == '{') {
            object(true);
        } else if (is(from, to, REF)) {
            ref = number();
        } else if (is(from, to, DUPLICATE)) {
            duplicate = truth();
        } else if (is(from, to, UP_TO) || is(from, to, READ_UP_TO)) {
            upTo = number();
        } else if (is(from, to, CODE)) {
            string();
            codeFrom = stringFrom;
            codeTo = stringTo;
        } else if (is(from, to, RETRYABLE)) {
            retryable = truth();
        } else if (is(from, to, RETRY_AFTER)) {
            retryAfterMs = number();
        } else {
            skip();
        }
    }

    private void messageField(int from, int to) {
        if (is(from, to, ID)) {
            messageId = number();
        } else if (is(from, to, VERSION)) {
            messageVersion = number();
        } else if (is(from, to, CHAT_ID)) {
            chat();
        } else if (is(from, to, TEXT)) {
            if (json[at] == '"') {
                string();
                textFrom = stringFrom;
                textTo = stringTo;
            } else {
                skip();
            }
        } else {
            skip();
        }
    }

    private void chat() {
        if (json[at] != '"') {
            skip();
            return;
        }
        string();
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = stringFrom; i < stringTo; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit >= 0) {
                if (digits++ < 16) {
                    high = (high << 4) | digit;
                } else {
                    low = (low << 4) | digit;
                }
            }
        }
        chatHigh = high;
        chatLow = low;
        hasChat = true;
    }

    private Type typeOf(int from, int to) {
        for (int i = 0; i < TYPE_NAMES.length; i++) {
            if (is(from, to, TYPE_NAMES[i])) {
                return TYPES[i];
            }
        }
        return Type.OTHER;
    }

    private boolean is(int from, int to, byte[] name) {
        return to - from == name.length && Arrays.equals(json, from, to, name, 0, name.length);
    }

    private boolean truth() {
        boolean yes = json[at] == 't';
        skip();
        return yes;
    }

    private long number() {
        long value = 0;
        boolean any = false;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            value = value * 10 + json[at++] - '0';
            any = true;
        }
        if (!any) {
            skip();
            return ABSENT;
        }
        return value;
    }

    /// Reads a string, and stores the bounds of its contents between the quotes in `stringFrom` and `stringTo`.
    private void string() {
        at++;
        stringFrom = at;
        while (at < end && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        stringTo = Math.min(at, end);
        at++;
    }

    private void skip() {
        byte first = json[at];
        if (first == '"') {
            string();
            return;
        }
        int depth = 0;
        while (at < end) {
            byte now = json[at];
            if (now == '"') {
                string();
                continue;
            }
            if (now == '{' || now == '[') {
                depth++;
            } else if (now == '}' || now == ']') {
                if (depth == 0) {
                    return;
                }
                depth--;
                if (depth == 0) {
                    at++;
                    return;
                }
            } else if (now == ',' && depth == 0) {
                return;
            }
            at++;
        }
    }

    private void blanks() {
        while (at < end && json[at] <= ' ') {
            at++;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
