package io.vestnik.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/// Folds texts for searching: texts that a user considers the same become equal. Folding removes differences of case
/// (full case folding), compatibility forms and accents. The domain folds the texts, so that all stores find the same
/// texts.
public final class Folding {
    /// Latin letters with a stroke, each with its plain letter. Unicode does not treat the stroke as an accent.
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
        // Decomposing produces new capitals (℡, Ⓐ), so their case is removed again.
        String bare = withoutAccents(Normalizer.normalize(caseless(decomposed), Normalizer.Form.NFKD));
        return Normalizer.normalize(bare, Normalizer.Form.NFC);
    }

    /// Maps the text to lower case, then to upper case, then to lower case again. The step to upper case merges texts
    /// whose lower case differs but whose upper case is the same (ß and ss, ı and i). The first step is needed because
    /// the upper case of ẞ is ẞ itself.
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

    /// Whether `c` counts as an accent: a combining mark that belongs to no particular script, a vowel point of Hebrew
    /// or Arabic, which writers often omit, or an invisible format character. Vowel signs of Indic scripts and voicing
    /// marks of Kana are no accents: a word without them is another word.
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
