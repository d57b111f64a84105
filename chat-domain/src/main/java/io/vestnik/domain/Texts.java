package io.vestnik.domain;

import java.util.Locale;

/// Rules for every text written by users, whatever its type.
public final class Texts {
    private Texts() {}

    /// Checks that `text` has `min` to `max` code points and can be stored as UTF-8 in any database: no U+0000, which
    /// PostgreSQL cannot store, and no lone surrogate, which UTF-8 cannot express.
    ///
    /// Lengths are counted in code points, so a text of 4,096 emoji is as long as a text of 4,096 letters.
    ///
    /// @return `text`, unchanged
    /// @throws InvalidValueException naming the broken rule
    public static String require(String text, int min, int max) {
        int codePoints = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidValueException("must not contain U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new InvalidValueException("must not contain a lone surrogate");
                }
                i++;
            }
            codePoints++;
        }
        if (codePoints < min || codePoints > max) {
            throw new InvalidValueException(String.format(Locale.ROOT, "must have %d to %d characters", min, max));
        }
        return text;
    }
}
