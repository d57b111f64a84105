package io.vestnik.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with choices and gaps: `{one|two}` is one of both, `{word}` a gap. Choices with the same number,
/// `{1:yes|no}`, select the same position throughout a dialogue.
///
/// @param pieces in order
record Phrase(List<Piece> pieces) {
    private static final Pattern SENTENCE_START = Pattern.compile("(?:^|(?<!\\.)[.!?] )\\p{Ll}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]:");
    private static final Pattern FEMININE = Pattern.compile("(?<=\\p{L})\\((\\p{IsCyrillic}{1,3})\\)");

    /// Part of a phrase.
    sealed interface Piece {
        /// Literal text.
        record Text(String text) implements Piece {}

        /// Filled by the teller of the dialogue.
        record Gap(String name) implements Piece {}

        /// One of several phrases.
        ///
        /// @param number of the choices that select together; 0 = independent
        record OneOf(int number, List<Phrase> phrases) implements Piece {}
    }

    /// Makes choices and fills gaps.
    interface Teller {
        /// A number below `bound`; always the same for choices of one number.
        int choose(int number, int bound);

        /// The text for a gap.
        String fill(String gap);
    }

    /// @throws IllegalArgumentException if a brace has no partner
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

    /// The text with a capital at the begin of each sentence, in the grammatical gender of its speaker.
    String tell(Teller teller, boolean feminine) {
        StringBuilder output = new StringBuilder();
        tell(teller, output);
        String inflected = FEMININE.matcher(output).replaceAll(feminine ? "$1" : "");
        return SENTENCE_START.matcher(inflected).replaceAll(start -> Matcher.quoteReplacement(capital(start.group())));
    }

    private static String capital(String start) {
        int last = start.length() - 1;
        return start.substring(0, last) + Character.toUpperCase(start.charAt(last));
    }

    private void tell(Teller teller, StringBuilder output) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(String text) -> output.append(text);
                case Piece.Gap(String name) -> output.append(teller.fill(name));
                case Piece.OneOf(int number, List<Phrase> phrases) ->
                    phrases.get(teller.choose(number, phrases.size())).tell(teller, output);
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
