package io.vestnik.domain.chat;

import io.vestnik.domain.DisplayNames;
import io.vestnik.domain.Texts;

/// The title of a group: 1 to 128 code points, kept as given. A stored title may break the rules that [#chosen] checks.
public record ChatTitle(String value) {
    /// The maximum length in code points: enough for a sentence, short enough for every list.
    public static final int LENGTH_MAX = 128;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public ChatTitle {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// Creates a title that a user chooses for a group.
    ///
    /// @throws io.vestnik.domain.InvalidValueException if the title is empty, too long or not storable, or breaks the
    ///     rules of [DisplayNames]
    public static ChatTitle chosen(String value) {
        ChatTitle title = new ChatTitle(value);
        DisplayNames.require(value);
        return title;
    }
}
