package io.vestnik.wire.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Decodes JSON strings.
final class JsonStringDecoder {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int HEX_DIGITS = 4;

    private JsonStringDecoder() {}

    /// Decodes plain ASCII without escapes.
    static String ascii(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /// Decodes a string that may have escapes and non-ASCII characters. The result may contain lone surrogates, since
    /// JSON escapes can express them.
    ///
    /// @param json a JSON text in UTF-8
    /// @param start the index behind the opening quote
    /// @param end the index of the closing quote, which no backslash escapes
    /// @return empty if the bytes are not UTF-8 or an escape is not JSON
    static Optional<String> decode(byte[] json, int start, int end) {
        String text = new String(json, start, end - start, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(json, start, end)) {
            return Optional.empty();
        }
        return text.indexOf('\\') < 0 ? Optional.of(text) : unescaped(text);
    }

    /// Whether the bytes are valid UTF-8. Called if their decoded text contains the replacement character: either the
    /// client sent this character, or the decoder inserted it for invalid bytes.
    private static boolean isUtf8(byte[] json, int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Optional<String> unescaped(String text) {
        StringBuilder value = new StringBuilder(text.length());
        int from = 0;
        for (int escape = text.indexOf('\\'); escape >= 0; escape = text.indexOf('\\', from)) {
            value.append(text, from, escape);
            from = escape + 2;
            int character = escaped(text, escape + 1);
            if (character < 0) {
                return Optional.empty();
            }
            value.append((char) character);
            if (text.charAt(escape + 1) == 'u') {
                from += HEX_DIGITS;
            }
        }
        return Optional.of(value.append(text, from, text.length()).toString());
    }

    /// The character of an escape.
    ///
    /// @param at the index behind the backslash
    /// @return negative if the escape is not JSON
    private static int escaped(String text, int at) {
        char kind = text.charAt(at);
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit(text, at + 1);
            default -> -1;
        };
    }

    private static int unit(String text, int from) {
        if (text.length() - from < HEX_DIGITS) {
            return -1;
        }
        int unit = 0;
        for (int i = from; i < from + HEX_DIGITS; i++) {
            char c = text.charAt(i);
            // Character.digit also accepts digits of other scripts.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
