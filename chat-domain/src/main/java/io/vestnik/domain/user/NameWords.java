package io.vestnik.domain.user;

import io.vestnik.domain.Folding;
import java.util.LinkedHashSet;
import java.util.Set;

/// Splits a name into the words by which users search for it: folded, without punctuation. Adjacent symbols, such as
/// emoji, are a word of their own, so a search for `ada` finds the name `😀Ada`.
final class NameWords {
    private NameWords() {}

    /// Returns all words of a name, separated by one blank.
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

    /// Returns one text for each word of a name: the words from this word to the last one. For "Ada Lovelace" the texts
    /// are "ada lovelace" and "lovelace". A query finds the name if it is a prefix of one of these texts, so a query
    /// may have several words.
    ///
    /// @param most the maximum number of texts; texts of later words are omitted
    /// @param longest the maximum length of each text in code points; the rest is cut off
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
