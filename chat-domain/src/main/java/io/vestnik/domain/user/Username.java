package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import java.util.Locale;

/// The unique name by which other users find a user: 5 to 32 characters out of `a`–`z`, `0`–`9` and `_`. Capitals are
/// converted to small letters, so two usernames never differ by case alone.
public record Username(String value) {
    /// The minimum length in characters. Shorter usernames would soon all be taken, and could be mistaken for words.
    public static final int LENGTH_MIN = 5;

    /// The maximum length in characters: enough for a first and a last name.
    public static final int LENGTH_MAX = 32;

    /// Converts `value` to small letters.
    ///
    /// @throws InvalidValueException if `value` has another length or other characters
    public Username {
        value = asciiLowerCase(value);
        if (value.length() < LENGTH_MIN
                || value.length() > LENGTH_MAX
                || !value.chars().allMatch(Username::allowed)) {
            throw new InvalidValueException(String.format(
                    Locale.ROOT, "must have %d to %d characters out of a-z, 0-9 and _", LENGTH_MIN, LENGTH_MAX));
        }
    }

    /// Converts ASCII letters only: the Kelvin sign must not become a `k`.
    private static String asciiLowerCase(String value) {
        StringBuilder folded = new StringBuilder(value.length());
        value.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
        return folded.toString();
    }

    /// Whether a username can begin with `beginning`.
    static boolean couldBegin(String beginning) {
        return beginning.length() <= LENGTH_MAX && beginning.chars().allMatch(Username::allowed);
    }

    private static boolean allowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
}
