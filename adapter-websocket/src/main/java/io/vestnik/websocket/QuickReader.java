package io.vestnik.websocket;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `send` and `read` frames in their usual form in one pass, without a tree. For every other frame, and for
/// unusual or invalid ones, it gives up and leaves them to the declaration. `FramesTest` keeps the results of both
/// equal.
final class QuickReader {
    private static final int DIGITS_MAX = 15;
    /// The decoder's replacement for bytes that are not UTF-8; also a character that a client may have sent.
    private static final char REPLACEMENT = '\uFFFD';

    private final String json;
    private int at;

    private @Nullable String type;
    private @Nullable Ref ref;
    private @Nullable UUID chatId;
    private @Nullable UUID key;
    private @Nullable String text;
    private long replyTo = -1;
    private long upTo = -1;

    private QuickReader(String json) {
        this.json = json;
    }

    /// Reads a frame; null if it must be read by its declaration.
    static ClientFrame.@Nullable Request read(byte[] utf8) {
        String json = new String(utf8, StandardCharsets.UTF_8);
        if (json.indexOf(REPLACEMENT) >= 0) {
            return null;
        }
        QuickReader reader = new QuickReader(json);
        return reader.object() ? reader.request() : null;
    }

    private ClientFrame.@Nullable Request request() {
        Ref name = ref;
        UUID chat = chatId;
        if (name == null || chat == null) {
            return null;
        }
        try {
            if ("send".equals(type)) {
                return send(name, chat);
            }
            return "read".equals(type) ? markRead(name, chat) : null;
        } catch (InvalidValueException e) {
            return null;
        }
    }

    private ClientFrame.@Nullable Read markRead(Ref name, UUID chat) {
        return upTo < 0 || key != null || text != null || replyTo >= 0
                ? null
                : new ClientFrame.Read(name, new ChatId(chat), new MessageId(upTo));
    }

    private ClientFrame.@Nullable Send send(Ref name, UUID chat) {
        UUID once = key;
        String words = text;
        return once == null || words == null || upTo >= 0
                ? null
                : new ClientFrame.Send(
                        name,
                        new ChatId(chat),
                        new MessageKey(once),
                        new MessageText(words),
                        replyTo < 0 ? Optional.empty() : Optional.of(new MessageId(replyTo)));
    }

    private boolean object() {
        if (next() != '{') {
            return false;
        }
        char separator;
        do {
            String name = string();
            if (name == null || next() != ':' || !member(name)) {
                return false;
            }
            separator = next();
        } while (separator == ',');
        skipSpace();
        return separator == '}' && at == json.length();
    }

    private boolean member(String name) {
        return switch (name) {
            case "type" -> type == null && (type = string()) != null;
            case "ref" -> ref == null && (ref = ref()) != null;
            case "chatId" -> chatId == null && (chatId = uuid()) != null;
            case "key" -> key == null && (key = uuid()) != null;
            case "text" -> text == null && (text = string()) != null;
            case "upTo" -> upTo < 0 && (upTo = digits()) >= 0;
            case "replyTo" -> replyTo < 0 && (replyTo = digits()) >= 0;
            default -> false;
        };
    }

    private @Nullable Ref ref() {
        skipSpace();
        if (peek() == '"') {
            String name = string();
            return name != null && Ref.isName(name) ? new Ref.Name(name) : null;
        }
        long number = digits();
        return number < 0 ? null : new Ref.Whole(number);
    }

    private @Nullable UUID uuid() {
        String value = string();
        return value == null ? null : UuidText.parse(value).orElse(null);
    }

    /// A number of digits only; -1 for other input.
    private long digits() {
        skipSpace();
        int start = at;
        long value = 0;
        while (at - start < DIGITS_MAX && peek() >= '0' && peek() <= '9') {
            value = value * 10 + (peek() - '0');
            at++;
        }
        boolean leadingZero = at - start > 1 && json.charAt(start) == '0';
        boolean goesOn = (peek() >= '0' && peek() <= '9') || peek() == '.' || peek() == 'e' || peek() == 'E';
        return at == start || leadingZero || goesOn ? -1 : value;
    }

    /// A string whose only escapes are quote, backslash and newline; null for other input.
    private @Nullable String string() {
        if (next() != '"') {
            return null;
        }
        int start = at;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                at++;
                return json.substring(start, at - 1);
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < ' ') {
                return null;
            }
            at++;
        }
        return null;
    }

    private @Nullable String escaped(int start) {
        StringBuilder value = new StringBuilder(json.length() - start);
        value.append(json, start, at);
        while (at < json.length()) {
            char c = json.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c < ' ') {
                return null;
            }
            if (c == '\\') {
                char escape = at < json.length() ? json.charAt(at++) : 0;
                switch (escape) {
                    case 'n' -> value.append('\n');
                    case '"', '\\', '/' -> value.append(escape);
                    default -> {
                        return null;
                    }
                }
            } else {
                value.append(c);
            }
        }
        return null;
    }

    /// Consumes and returns the next character that is not white space; 0 at the end.
    private char next() {
        skipSpace();
        char c = peek();
        at++;
        return c;
    }

    private char peek() {
        return at < json.length() ? json.charAt(at) : 0;
    }

    private void skipSpace() {
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return;
            }
            at++;
        }
    }
}
