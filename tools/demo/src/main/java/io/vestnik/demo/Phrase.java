package io.vestnik.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with choices and gaps. `{one|two}` is a choice between two texts, `{word}` is a gap. All choices with the
/// same number, such as `{1:yes|no}`, select the text at the same position throughout a dialogue.
///
/// @param pieces the parts of the text, in order
record Phrase(List<Piece> pieces) {
    private static final Pattern SENTENCE_START = Pattern.compile("(?:^|(?<!\\.)[.!?] )\\p{Ll}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]:");
    private static final Pattern FEMININE = Pattern.compile("(?<=\\p{L})\\((\\p{IsCyrillic}{1,3})\\)");

    /// A part of a phrase.
    sealed interface Piece {
        /// Literal text.
        record Text(String text) implements Piece {}

        /// A gap, which the resolver fills.
        record Gap(String name) implements Piece {}

        /// A choice between several phrases.
        ///
        /// @param number choices with the same number select the same position; 0 = independent
        record OneOf(int number, List<Phrase> phrases) implements Piece {}
    }

    /// Makes the choices and fills the gaps of phrases.
    interface Resolver {
        /// Chooses a position below `bound`. Calls with the same `number` return the same position, unless `number` is
        /// 0.
        int choose(int number, int bound);

        /// Returns the text for a gap.
        String fill(String gap);
    }

    /// @throws IllegalArgumentException if a brace is not closed
    static Phrase parse(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf('{', from);
            if (open < 0) {
                open = text.length();
            }
            if (open > from) {
                pieces.add(new Piece.Text(text.substring(from, open)));
            }
            if (open == text.length()) {
                break;
            }
            int close = partner(text, open);
            boolean numbered = NUMBER.matcher(text).region(open + 1, close).lookingAt();
            List<String> choices = choices(text.substring(open + (numbered ? 3 : 1), close));
            pieces.add(
                    choices.size() == 1
                            ? new Piece.Gap(choices.getFirst())
                            : new Piece.OneOf(
                                    numbered ? Character.digit(text.charAt(open + 1), 10) : 0,
                                    choices.stream().map(Phrase::parse).toList()));
            from = close + 1;
        }
        return new Phrase(List.copyOf(pieces));
    }

    /// Makes the text: makes the choices, fills the gaps, applies the grammatical gender of the speaker, and begins
    /// each sentence with a capital letter.
    String render(Resolver resolver, boolean feminine) {
        StringBuilder output = new StringBuilder();
        render(resolver, output);
        String inflected = FEMININE.matcher(output).replaceAll(feminine ? "$1" : "");
        return SENTENCE_START.matcher(inflected).replaceAll(start -> Matcher.quoteReplacement(capital(start.group())));
    }

    private static String capital(String start) {
        int last = start.length() - 1;
        return start.substring(0, last) + Character.toUpperCase(start.charAt(last));
    }

    private void render(Resolver resolver, StringBuilder output) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(String text) -> output.append(text);
                case Piece.Gap(String name) -> output.append(resolver.fill(name));
                case Piece.OneOf(int number, List<Phrase> phrases) ->
                    phrases.get(resolver.choose(number, phrases.size())).render(resolver, output);
            }
        }
    }

    private static int partner(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("unmatched brace: " + text);
    }

    private static List<String> choices(String inside) {
        List<String> choices = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '|' && depth == 0) {
                choices.add(inside.substring(from, i));
                from = i + 1;
            }
        }
        choices.add(inside.substring(from));
        return choices;
    }
}
