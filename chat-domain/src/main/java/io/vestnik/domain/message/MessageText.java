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

    /// Nothing of what people write goes into a log line by accident.
    @Override
    public String toString() {
        return "MessageText[" + value.length() + " chars]";
    }
}
