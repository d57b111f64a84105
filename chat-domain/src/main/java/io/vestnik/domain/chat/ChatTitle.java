package io.vestnik.domain.chat;

import io.vestnik.domain.Texts;

/// What a group is called: 1 to 128 code points, kept as given.
public record ChatTitle(String value) {
    /// In code points; enough for a sentence, short enough for every list.
    public static final int LENGTH_MAX = 128;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public ChatTitle {
        Texts.require(value, 1, LENGTH_MAX);
    }
}
