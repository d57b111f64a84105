package io.vestnik.domain.chat;

import io.vestnik.domain.DisplayNames;
import io.vestnik.domain.Texts;

/// The name of a group: 1 to 128 code points, kept as given. A stored one may break the rules of [#chosen].
public record ChatTitle(String value) {
    /// In code points; enough for a sentence, short enough for every list.
    public static final int LENGTH_MAX = 128;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public ChatTitle {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// A title that a user gives to a group.
    ///
    /// @throws io.vestnik.domain.InvalidValueException if it is not storable, or breaks the rules of [DisplayNames]
    public static ChatTitle chosen(String value) {
        ChatTitle title = new ChatTitle(value);
        DisplayNames.require(value);
        return title;
    }
}
