package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/// Removes comments, indentation and empty lines from an ES module, which saves a third of the bytes to send. Line ends
/// are kept, since they can end a statement; all other text is unchanged. The browser tests compare the served modules
/// with the sources.
///
/// Strings, templates with code in them, and regular expressions are recognised. A slash begins a regular expression at
/// the start of a module, after an operator, a comma, a semicolon, a brace or an opening bracket, and after certain
/// words. After anything else it is a division.
final class Comments {

    /// The characters after which a slash begins a regular expression. After other characters, a slash divides.
    private static final String BEFORE_REGEX = "(,=:[!&|?{};+-*%<>~^";

    /// The words after which a slash begins a regular expression.
    private static final Pattern WORD_BEFORE_REGEX =
            Pattern.compile("(?:^|[^\\w$.])(?:return|typeof|case|in|of|await|yield|void|new|delete|else|do)$");

    private final String source;
    private final StringBuilder kept;
    private int at;
    /// One entry for each template whose embedded code is being read, the innermost template first: the number of open
    /// braces in the code around the template.
    private final Deque<Integer> templates = new ArrayDeque<>();

    private int braces;

    private Comments(String source) {
        this.source = source;
        this.kept = new StringBuilder(source.length());
    }

    /// Removes the comments of a module.
    ///
    /// @throws IllegalStateException if the module ends within a string, a template or a comment
    static byte[] without(byte[] module) {
        return new Comments(new String(module, UTF_8)).strip().getBytes(UTF_8);
    }

    private String strip() {
        while (at < source.length()) {
            char next = source.charAt(at);
            switch (next) {
                case '/' -> slash();
                case '\'', '"' -> quoted(next);
                case '`' -> {
                    take();
                    template();
                }
                case '{' -> {
                    braces++;
                    take();
                }
                case '}' -> closing();
                case '\n', '\r' -> newLine();
                default -> take();
            }
        }
        if (!templates.isEmpty()) {
            throw unfinished("template");
        }
        return kept.toString();
    }

    private void slash() {
        if (source.startsWith("//", at)) {
            int end = source.indexOf('\n', at);
            at = end < 0 ? source.length() : end;
        } else if (source.startsWith("/*", at)) {
            int end = source.indexOf("*/", at + 2);
            if (end < 0) {
                throw unfinished("comment");
            }
            if (source.substring(at, end).indexOf('\n') >= 0) {
                newLine();
            } else {
                kept.append(' ');
            }
            at = end + 2;
        } else if (mayBeRegex()) {
            regex();
        } else {
            take();
        }
    }

    private boolean mayBeRegex() {
        for (int before = kept.length() - 1; before >= 0; before--) {
            char last = kept.charAt(before);
            if (!Character.isWhitespace(last)) {
                return BEFORE_REGEX.indexOf(last) >= 0
                        || WORD_BEFORE_REGEX
                                .matcher(kept.substring(Math.max(0, before - 10), before + 1))
                                .find();
            }
        }
        return true;
    }

    private void regex() {
        boolean inClass = false;
        take();
        while (at < source.length() && source.charAt(at) != '\n') {
            char next = source.charAt(at);
            take();
            if (next == '\\') {
                take();
            } else if (next == '[') {
                inClass = true;
            } else if (next == ']') {
                inClass = false;
            } else if (next == '/' && !inClass) {
                return;
            }
        }
        throw unfinished("regular expression");
    }

    private void quoted(char quote) {
        take();
        while (at < source.length() && source.charAt(at) != '\n') {
            char next = source.charAt(at);
            take();
            if (next == '\\') {
                take();
            } else if (next == quote) {
                return;
            }
        }
        throw unfinished("string");
    }

    private void template() {
        while (at < source.length()) {
            char next = source.charAt(at);
            take();
            if (next == '\\') {
                take();
            } else if (next == '`') {
                return;
            } else if (next == '$' && at < source.length() && source.charAt(at) == '{') {
                take();
                templates.push(braces);
                braces = 0;
                return;
            }
        }
        throw unfinished("template");
    }

    private void closing() {
        take();
        if (braces == 0 && !templates.isEmpty()) {
            braces = templates.pop();
            template();
        } else {
            braces--;
        }
    }

    /// Writes a line end: removes the white space before it, and skips all white space up to the next line with
    /// content.
    private void newLine() {
        int end = kept.length();
        while (end > 0 && (kept.charAt(end - 1) == ' ' || kept.charAt(end - 1) == '\t')) {
            end--;
        }
        kept.setLength(end);
        if (end > 0 && kept.charAt(end - 1) != '\n') {
            kept.append('\n');
        }
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
    }

    private void take() {
        if (at < source.length()) {
            kept.append(source.charAt(at++));
        }
    }

    private IllegalStateException unfinished(String what) {
        return new IllegalStateException(
                "a " + what + " has no end: " + kept.substring(Math.max(0, kept.length() - 80)));
    }
}
