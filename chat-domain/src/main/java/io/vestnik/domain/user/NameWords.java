package io.vestnik.domain.user;

import io.vestnik.domain.Folding;
import java.util.LinkedHashSet;
import java.util.Set;

/// The words of a name, as users search for them: folded, separated by one blank, without punctuation. Symbols such as
/// emoji are words of their own, so that a name with an emoji before it is found.
final class NameWords {
    private NameWords() {}

    /// All words.
    static String of(String text) {
        StringBuilder words = new StringBuilder();
        boolean between = false;
        boolean afterSymbol = false;
        String folded = Folding.fold(text);
        for (int at = 0; at < folded.length(); at += Character.charCount(folded.codePointAt(at))) {
            int c = folded.codePointAt(at);
            if (separates(c)) {
                between = !words.isEmpty();
            } else {
                boolean symbol = isSymbol(c);
                boolean begins = between || (symbol != afterSymbol && !words.isEmpty());
                words.append(begins ? " " : "").appendCodePoint(c);
                between = false;
                afterSymbol = symbol;
            }
        }
        return words.toString();
    }

    /// The name from each of its words on. A query that is a prefix of one of these matches a word of the name, and a
    /// query of several words is found as well.
    ///
    /// @param most the maximum number, the first ones
    /// @param longest the maximum length of each in code points; the rest is cut off
    static Set<String> from(String text, int most, int longest) {
        String words = of(text);
        Set<String> beginnings = new LinkedHashSet<>();
        for (int start = 0; start >= 0 && start < words.length() && beginnings.size() < most; ) {
            beginnings.add(cut(words.substring(start), longest));
            int blank = words.indexOf(' ', start);
            start = blank < 0 ? -1 : blank + 1;
        }
        return beginnings;
    }

    private static String cut(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }

    private static boolean isSymbol(int c) {
        return switch (Character.getType(c)) {
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                true;
            default -> false;
        };
    }

    private static boolean separates(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }
}
