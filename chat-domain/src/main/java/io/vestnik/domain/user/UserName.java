package io.vestnik.domain.user;

import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;

/// What a person is called: 1 to 64 code points, kept as given, not unique.
public record UserName(String value) {
    /// In code points.
    public static final int LENGTH_MAX = 64;

    /// What everybody is called who deleted their account.
    public static final UserName OF_THE_DELETED = new UserName("Deleted account");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public UserName {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// The name as people look for it: compatibility-composed (NFKC), in lower case. Made here and not in a store, so
    /// that every store finds the same people.
    public String folded() {
        return fold(value);
    }

    static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
