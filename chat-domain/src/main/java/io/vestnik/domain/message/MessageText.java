package io.vestnik.domain.message;

import io.vestnik.domain.Texts;

/// What a message says: 1 to 4,096 code points, kept as sent, neither trimmed nor normalised.
public record MessageText(String value) {
    /// In code points, as in Telegram: longer texts are documents.
    public static final int LENGTH_MAX = 4096;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public MessageText {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// How many bytes the text takes in UTF-8. Lone surrogates do not occur.
    public int utf8Bytes() {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit < 0x80) {
                bytes += 1;
            } else if (unit < 0x800 || Character.isSurrogate(unit)) {
                // Two of the four bytes of a pair for each of its units.
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /// Nothing of what people write goes into a log line by accident.
    @Override
    public String toString() {
        return "MessageText[" + value.length() + " chars]";
    }
}
