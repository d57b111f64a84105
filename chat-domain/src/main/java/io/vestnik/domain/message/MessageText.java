package io.vestnik.domain.message;

import io.vestnik.domain.Texts;

/// The text of a message: 1 to 4,096 code points, kept as sent, neither trimmed nor normalised.
public record MessageText(String value) {
    /// The maximum length in code points, as in Telegram: longer texts are documents.
    public static final int LENGTH_MAX = 4096;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public MessageText {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// The UTF-8 length of the text in bytes. The text contains no lone surrogates, so every surrogate belongs to a
    /// pair.
    public int utf8Bytes() {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit < 0x80) {
                bytes += 1;
            } else if (unit < 0x800 || Character.isSurrogate(unit)) {
                // Each char of a surrogate pair counts for two of its four bytes.
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /// Hides the text, so that no message text gets into a log line by accident.
    @Override
    public String toString() {
        return "MessageText[" + value.length() + " chars]";
    }
}
