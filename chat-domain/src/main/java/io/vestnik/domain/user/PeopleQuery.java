package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Texts;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A search for users.
public sealed interface PeopleQuery {
    /// The minimum length of a prefix in code points. With a shorter minimum, a few queries could list every user.
    int PREFIX_MIN = 3;

    /// Scripts in which a single character can be a word. A prefix in these scripts may be a single character.
    Set<UnicodeScript> OF_WHOLE_WORDS =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    /// Finds the users whose username begins with `username`, and the users for whom a text in [UserName#words] begins
    /// with `words`.
    ///
    /// @param words folded words, separated by one blank; empty if the search is for usernames only
    /// @param username the beginning of a username, in lower case; empty if the search is for names only
    record Prefix(String words, String username) implements PeopleQuery {}

    /// Finds the user with exactly this address.
    record Address(Email email) implements PeopleQuery {}

    /// Parses the text that a user typed: an email address if it contains an `@` after the first character, else a
    /// prefix, with or without a leading `@`.
    ///
    /// @throws InvalidValueException if the text is too short or too long, or is not a possible address
    static PeopleQuery of(String typed) {
        String text = Texts.require(typed, 1, Email.LENGTH_MAX).strip();
        if (text.indexOf('@') > 0) {
            return new Address(new Email(text));
        }
        String beginning = text.startsWith("@") ? text.substring(1) : text;
        String words = NameWords.of(beginning);
        String username = beginning.toLowerCase(Locale.ROOT);
        boolean asName = isLongEnough(words);
        boolean asUsername = username.length() >= PREFIX_MIN && Username.couldBegin(username);
        if ((!asName && !asUsername)
                || beginning.codePointCount(0, beginning.length()) > UserName.LENGTH_MAX
                || words.codePointCount(0, words.length()) > UserName.LENGTH_MAX) {
            throw new InvalidValueException(String.format(
                    Locale.ROOT,
                    "must be an email address, or have %d to %d characters (1 where they are Han, Kana or Hangul)",
                    PREFIX_MIN,
                    UserName.LENGTH_MAX));
        }
        return new Prefix(asName ? words : "", asUsername ? username : "");
    }

    private static boolean isLongEnough(String words) {
        int length = words.codePointCount(0, words.length());
        return length >= PREFIX_MIN || (length >= 1 && words.codePoints().allMatch(PeopleQuery::isAWord));
    }

    private static boolean isAWord(int c) {
        return OF_WHOLE_WORDS.contains(UnicodeScript.of(c));
    }
}
