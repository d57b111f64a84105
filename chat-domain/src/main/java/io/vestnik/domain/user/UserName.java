package io.vestnik.domain.user;

import io.vestnik.domain.DisplayNames;
import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;

/// The name of a user: 1 to 64 code points, kept as given, not unique. A stored one may break the rules of [#chosen].
public record UserName(String value) {
    /// In code points.
    public static final int LENGTH_MAX = 64;

    /// The name of every deleted account.
    public static final UserName OF_THE_DELETED = new UserName("Deleted account");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public UserName {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// A name that a user chooses.
    ///
    /// @throws io.vestnik.domain.InvalidValueException if it is not storable, or breaks the rules of [DisplayNames]
    public static UserName chosen(String value) {
        UserName name = new UserName(value);
        DisplayNames.require(value);
        return name;
    }

    /// The name as users look for it: compatibility-composed (NFKC), in lower case. Made here and not in a store, so
    /// that every store finds the same users.
    public String folded() {
        return fold(value);
    }

    static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
