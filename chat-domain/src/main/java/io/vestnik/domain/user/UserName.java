package io.vestnik.domain.user;

import io.vestnik.domain.DisplayNames;
import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// The name of a user: 1 to 64 code points, kept as given, not unique. A stored name may break the rules that [#chosen]
/// checks.
public record UserName(String value) {
    /// The maximum length in code points.
    public static final int LENGTH_MAX = 64;

    /// The maximum number of texts that [#words] returns. Folding can turn one letter into several words: the ligature
    /// U+FDFA becomes four. A name without such letters has at most this many words; other names can have more.
    public static final int WORDS_MAX = 32;

    /// The name of every deleted account.
    public static final UserName OF_THE_DELETED = new UserName("Deleted account");

    /// @throws io.vestnik.domain.InvalidValueException if empty, too long or not storable
    public UserName {
        Texts.require(value, 1, LENGTH_MAX);
    }

    /// Creates a name that a user chooses.
    ///
    /// @throws io.vestnik.domain.InvalidValueException if the name is empty, too long or not storable, or breaks the
    ///     rules of [DisplayNames]
    public static UserName chosen(String value) {
        UserName name = new UserName(value);
        DisplayNames.require(value);
        return name;
    }

    /// Returns one text for each word of the name: the folded name from this word to its end. For "Ada Lovelace" the
    /// texts are "ada lovelace" and "lovelace". A [PeopleQuery.Prefix] finds the name if one of these texts begins with
    /// the words of the query.
    ///
    /// @return at most [#WORDS_MAX] texts, each of at most [#LENGTH_MAX] code points
    public Set<String> words() {
        return NameWords.from(value, WORDS_MAX, LENGTH_MAX);
    }

    /// The name in the form that the previous release searches: compatibility-composed (NFKC), in lower case. A store
    /// writes this form as long as nodes of that release may share its database.
    public String folded() {
        return Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
