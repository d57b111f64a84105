package io.vestnik.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/// Folds texts that a user takes for the same when searching: full case folding, without compatibility forms and
/// without accents. It is done here and not in a store, so that every store finds the same.
public final class Folding {
    /// Latin letters whose stroke Unicode does not treat as an accent.
    private static final Map<Integer, String> STRUCK =
            Map.of((int) 'ø', "o", (int) 'ł', "l", (int) 'đ', "d", (int) 'ħ', "h", (int) 'ŧ', "t");

    private static final int CYRILLIC_I = 'и';
    private static final int BREVE = 0x306;
    private static final int FIRST_VOICING = 0x3099;
    private static final int LAST_VOICING = 0x309A;
    private static final String FINAL_SIGMA = "ς";
    private static final String SIGMA = "σ";

    private Folding() {}

    /// Folds `text`. Folding a folded text changes nothing.
    public static String fold(String text) {
        String decomposed = Normalizer.normalize(caseless(text), Normalizer.Form.NFKD);
        // Decomposing produces new capitals (℡, Ⓐ).
        String bare = withoutAccents(Normalizer.normalize(caseless(decomposed), Normalizer.Form.NFKD));
        return Normalizer.normalize(bare, Normalizer.Form.NFC);
    }

    /// Maps to lower, upper and again lower case. Upper case merges letters with fewer forms there (ß and SS, ı and I).
    /// Lower case comes first because the capital ẞ is a letter of its own.
    private static String caseless(String text) {
        return text.toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace(FINAL_SIGMA, SIGMA);
    }

    private static String withoutAccents(String decomposed) {
        StringBuilder bare = new StringBuilder(decomposed.length());
        int before = 0;
        for (int at = 0; at < decomposed.length(); at += Character.charCount(decomposed.codePointAt(at))) {
            int c = decomposed.codePointAt(at);
            boolean shortI = c == BREVE && before == CYRILLIC_I;
            if (shortI || !isAccent(c)) {
                bare.append(STRUCK.getOrDefault(c, Character.toString(c)));
            }
            before = c;
        }
        return bare.toString();
    }

    /// Whether it is an accent: a mark of no script in particular, or a point of Hebrew or Arabic, which readers leave
    /// out. Vowel signs of Indic scripts and the voicing of Kana stay: without them it is another word. Characters that
    /// are not drawn count as accents too.
    private static boolean isAccent(int c) {
        int type = Character.getType(c);
        if (type == Character.FORMAT) {
            return true;
        }
        if (type != Character.NON_SPACING_MARK || (c >= FIRST_VOICING && c <= LAST_VOICING)) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case INHERITED, HEBREW, ARABIC -> true;
            default -> false;
        };
    }
}
