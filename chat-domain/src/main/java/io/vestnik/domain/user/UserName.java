package io.vestnik.domain.user;

import io.vestnik.domain.Texts;

/// What a person is called: 1 to 64 code points, kept as given, not unique.
public record UserName(String value) {
    /// In code points.
    public static final int LENGTH_MAX = 64;

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public UserName {
        Texts.require(value, 1, LENGTH_MAX);
    }
}
