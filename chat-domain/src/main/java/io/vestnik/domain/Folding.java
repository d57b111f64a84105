package io.vestnik.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/// Makes texts alike that a user takes for the same when looking for one: by full case folding, without compatibility
/// forms and without accents. Made here and not in a store, so that every store finds the same.
public final class Folding {
    /// Latin letters whose stroke Unicode does not take for an accent.
    private static final Map<Integer, String> STRUCK =
            Map.of((int) 'ø', "o", (int) 'ł', "l", (int) 'đ', "d", (int) 'ħ', "h", (int) 'ŧ', "t");

    private static final int CYRILLIC_I = 'и';
    private static final int BREVE = 0x306;
    private static final int FIRST_VOICING = 0x3099;
    private static final int LAST_VOICING = 0x309A;
    private static final String FINAL_SIGMA = "ς";
    private static final String SIGMA = "σ";

    private Folding() {}

    /// Folds `text`. Folding what is folded changes nothing.
    public static String fold(String text) {
        String decomposed = Normalizer.normalize(caseless(text), Normalizer.Form.NFKD);
        // Decomposing brings up capitals (℡, Ⓐ).
        String bare = withoutAccents(Normalizer.normalize(caseless(decomposed), Normalizer.Form.NFKD));
        return Normalizer.normalize(bare, Normalizer.Form.NFC);
    }

    /// Over the capitals, in which letters meet that have one form fewer there (ß and SS, ı and I); first over the
    /// small letters, since the capital ẞ is its own.
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

    /// Marks of no writing in particular and the points of Hebrew and Arabic, which readers leave out; not the vowel
    /// signs of Indic writings and the voicing of Kana, without which it is another word. Characters that are not
    /// drawn are left out, too.
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
