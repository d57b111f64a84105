package io.vestnik.domain.user;

import io.vestnik.domain.DisplayNames;
import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// The name of a user: 1 to 64 code points, kept as given, not unique. A stored one may break the rules of [#chosen].
public record UserName(String value) {
    /// In code points.
    public static final int LENGTH_MAX = 64;

    /// The maximum number of searched words; a name of letters and blanks has no more. A name of ligatures such as
    /// U+FDFA, which folds to four words, could have 256.
    public static final int WORDS_MAX = 32;

    /// The name of every deleted account.
    public static final UserName OF_THE_DELETED = new UserName("Deleted account");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public UserName {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// Creates a name that a user chooses.
    ///
    /// @throws io.vestnik.domain.InvalidValueException if it is not storable, or breaks the rules of [DisplayNames]
    public static UserName chosen(String value) {
        UserName name = new UserName(value);
        DisplayNames.require(value);
        return name;
    }

    /// The folded name, and the rest of it from each of its further words on: a [PeopleQuery.Prefix] finds the name if
    /// one of these begins with it.
    ///
    /// @return at most [#WORDS_MAX], each of at most [#LENGTH_MAX] code points
    public Set<String> words() {
        return NameWords.from(value, WORDS_MAX, LENGTH_MAX);
    }

    /// The name as the previous release searches for it: compatibility-composed (NFKC), in lower case. Written as long
    /// as that release may run next to this one.
    public String folded() {
        return Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
