package io.vestnik.domain;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules for the names of users and groups, which other users see inside sentences and lists.
///
/// The rules apply to a newly chosen name. A stored name that breaks them can still be read.
public final class DisplayNames {
    /// The maximum number of combining marks on one base character. No script needs more than this. A higher stack of
    /// marks would cover the lines above or below.
    private static final int MARKS_IN_A_ROW_MAX = 8;

    private static final int FIRST_FORMATTING = 0x202A;
    private static final int LAST_FORMATTING = 0x202E;
    private static final int FIRST_ISOLATE = 0x2066;
    private static final int LAST_ISOLATE = 0x2069;

    /// Invisible code points that Unicode classes as letters, symbols or unassigned: Hangul fillers, the Braille blank,
    /// a null notehead, blank hieroglyphs, the reserved U+2065.
    private static final Set<Integer> BLANKS =
            Set.of(0x115F, 0x1160, 0x2065, 0x2800, 0x3164, 0xFFA0, 0x1D159, 0x13441, 0x13442);

    /// The start of the first of two ranges of code points that Unicode reserves for invisible characters. The second
    /// range starts at `FIRST_TAG`. Unassigned code points outside both ranges count as visible, because they may be
    /// emoji that are newer than this Java release.
    private static final int FIRST_IGNORABLE = 0xFFF0;

    private static final int LAST_IGNORABLE = 0xFFF8;
    private static final int FIRST_TAG = 0xE0000;
    private static final int LAST_TAG = 0xE0FFF;

    /// The labels that this project's clients show for a deleted account, one per language, each in the form that
    /// [#skeleton] returns.
    private static final Set<String> WORDS_FOR_DELETED_ACCOUNTS = Stream.of("Deleted account", "Удалённый аккаунт")
            .map(DisplayNames::skeleton)
            .collect(Collectors.toUnmodifiableSet());

    private DisplayNames() {}

    /// Checks that `text` can be displayed among other text.
    ///
    /// @return `text`, unchanged
    /// @throws InvalidValueException if the text has no visible character, changes the direction of the text around it,
    ///     stacks too many combining marks, or equals the label of deleted accounts
    public static String require(String text) {
        int marks = 0;
        boolean visible = false;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            if (turnsText(c)) {
                throw new InvalidValueException(String.format(
                        Locale.ROOT, "must not contain U+%04X, which changes the direction of the text around it", c));
            }
            marks = isMark(c) ? marks + 1 : 0;
            if (marks > MARKS_IN_A_ROW_MAX) {
                throw new InvalidValueException(
                        "must have at most " + MARKS_IN_A_ROW_MAX + " combining marks on a character");
            }
            visible |= isVisible(c);
        }
        if (!visible) {
            throw new InvalidValueException("must have a visible character");
        }
        if (WORDS_FOR_DELETED_ACCOUNTS.contains(skeleton(text))) {
            throw new InvalidValueException("must not be what deleted accounts are called");
        }
        return text;
    }

    /// Whether `c` is a directional embedding, override or isolate. The directional marks U+200E, U+200F and U+061C are
    /// allowed: each acts as a single letter of its direction and has no further effect.
    private static boolean turnsText(int c) {
        return (c >= FIRST_FORMATTING && c <= LAST_FORMATTING) || (c >= FIRST_ISOLATE && c <= LAST_ISOLATE);
    }

    /// Whether the character is drawn when it stands alone.
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK -> false;
            default -> !BLANKS.contains(c) && !isIgnorable(c);
        };
    }

    private static boolean isIgnorable(int c) {
        return (c >= FIRST_IGNORABLE && c <= LAST_IGNORABLE) || (c >= FIRST_TAG && c <= LAST_TAG);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /// The folded text without its invisible characters. Names that differ only in case, accents, compatibility forms
    /// or invisible characters have the same skeleton.
    private static String skeleton(String text) {
        return Folding.fold(text)
                .codePoints()
                .filter(DisplayNames::isVisible)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
