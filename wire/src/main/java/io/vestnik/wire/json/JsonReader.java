package io.vestnik.wire.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Reads a JSON text in UTF-8 value by value, as strictly as [Json#parse]: no duplicate names in an object, no text
/// after the value, and the same bounds. Each value is read exactly once, by the method for its [#kind] or by [#skip].
///
/// Reading ends with the first error, which has the same message as the error of [Json#parse]. Not thread-safe.
public final class JsonReader {
    /// The kinds of JSON values.
    public enum Kind {
        /// A JSON object.
        OBJECT,
        /// A JSON array.
        ARRAY,
        /// A JSON string.
        STRING,
        /// A JSON number.
        NUMBER,
        /// `true` or `false`.
        BOOLEAN,
        /// `null`.
        NULL
    }

    static final String NOT_JSON = "is not JSON";

    private static final int END = -1;

    private final byte[] json;
    private int at;
    private int depth;

    /// The last property name begins at `nameStart`, behind the quote, and ends before `nameEnd`. `namePlain` tells
    /// whether it is ASCII without escapes.
    private int nameStart;

    private int nameEnd;
    private boolean namePlain;

    /// The value of the last whole number, valid if `numberFits`.
    private long number;

    private boolean numberFits;

    /// @param json the text; must not change while it is read
    public JsonReader(byte[] json) {
        this.json = json;
    }

    /// Makes a reader of the same text at the current position.
    JsonReader copy() {
        JsonReader copy = new JsonReader(json);
        copy.at = at;
        copy.depth = depth;
        return copy;
    }

    /// The kind of the next value. The value is not consumed.
    public Kind kind() throws MalformedJsonException {
        return switch (next()) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw malformed();
        };
    }

    /// Reads the beginning of an object, and the name of its first property.
    ///
    /// @return whether the object has a property, whose value is next; false if the object is empty and was read to its
    ///     end
    public boolean beginObject() throws MalformedJsonException {
        open('{');
        if (next() == '}') {
            close();
            return false;
        }
        readName();
        return true;
    }

    /// Reads the name of the next property of the current object.
    ///
    /// @return false if the object has no further property and was read to its end
    public boolean nextProperty() throws MalformedJsonException {
        if (goesOn('}')) {
            readName();
            return true;
        }
        return false;
    }

    /// The name of the current property. Call it before the value of the property is read.
    public String name() throws MalformedJsonException {
        return namePlain ? ascii(nameStart, nameEnd) : decoded(nameStart, nameEnd);
    }

    /// Whether the current property has a given name. Call it before the value of the property is read.
    ///
    /// @param name in ASCII
    boolean hasName(byte[] name) throws MalformedJsonException {
        return namePlain
                ? Arrays.equals(json, nameStart, nameEnd, name, 0, name.length)
                : decoded(nameStart, nameEnd).equals(JsonStringDecoder.ascii(name, 0, name.length));
    }

    /// Reads the next value, which must be an object, up to the value of a property.
    ///
    /// @return false if the object has no such property and was read to its end
    public boolean find(String property) throws MalformedJsonException {
        byte[] name = JsonBytes.ascii(property);
        for (boolean more = beginObject(); more; more = nextProperty()) {
            if (hasName(name)) {
                return true;
            }
            skip();
        }
        return false;
    }

    /// Reads the beginning of a list.
    ///
    /// @return whether the list has an item, which is the next value; false if the list is empty and was read to its
    ///     end
    public boolean beginArray() throws MalformedJsonException {
        open('[');
        if (next() == ']') {
            close();
            return false;
        }
        return true;
    }

    /// Moves to the next item of the current list.
    ///
    /// @return false if the list has no further item and was read to its end
    public boolean nextItem() throws MalformedJsonException {
        return goesOn(']');
    }

    /// Reads a string. The string may contain lone surrogates, since JSON escapes can express them.
    public String string() throws MalformedJsonException {
        next();
        int start = at + 1;
        boolean plain = scanString();
        return plain ? ascii(start, at - 1) : decoded(start, at - 1);
    }

    /// Reads `true` or `false`.
    public boolean bool() throws MalformedJsonException {
        boolean value = next() == 't';
        literal(value ? "true" : "false");
        return value;
    }

    /// Reads a number.
    ///
    /// @return true if the number has neither a fraction nor an exponent; then [#numberFits] and [#number] describe it
    public boolean isWhole() throws MalformedJsonException {
        next();
        int start = at;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int digits = digits();
        boolean leadingZero = digits > 1 && json[at - digits] == '0';
        if (digits == 0 || leadingZero) {
            throw malformed();
        }
        int end = at;
        boolean whole = true;
        int count = digits;
        if (peek() == '.') {
            // As in [Json#parse], a single zero before the decimal point does not count as a digit.
            count = json[at - 1] == '0' && digits == 1 ? 0 : digits;
            at++;
            whole = false;
            count += someDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            whole = false;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            count += someDigits();
        }
        if (count > Json.NUMBER_CHARS_MAX) {
            throw malformed();
        }
        if (whole) {
            readLong(start, end, negative);
        }
        return whole;
    }

    private void readLong(int start, int end, boolean negative) {
        // The sum is negative, since a `long` has one more negative than positive number.
        long value = 0;
        numberFits = true;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            int digit = json[i] - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                numberFits = false;
                return;
            }
            value = value * 10 - digit;
        }
        numberFits = negative || value != Long.MIN_VALUE;
        number = negative ? value : -value;
    }

    /// Whether the last number, for which [#isWhole] returned true, fits into a `long`.
    public boolean numberFits() {
        return numberFits;
    }

    /// The last number, if [#isWhole] and [#numberFits] returned true for it.
    public long number() {
        return number;
    }

    /// Reads the next value and ignores it.
    public void skip() throws MalformedJsonException {
        switch (kind()) {
            case OBJECT -> {
                Set<String> names = new HashSet<>();
                for (boolean more = beginObject(); more; more = nextProperty()) {
                    if (!names.add(name())) {
                        throw malformed();
                    }
                    skip();
                }
            }
            case ARRAY -> {
                for (boolean more = beginArray(); more; more = nextItem()) {
                    skip();
                }
            }
            case STRING -> {
                int start = at + 1;
                if (!scanString()) {
                    decoded(start, at - 1);
                }
            }
            case NUMBER -> isWhole();
            case BOOLEAN -> bool();
            case NULL -> literal("null");
        }
    }

    /// Checks that nothing follows the value that was read.
    ///
    /// @throws MalformedJsonException if other text than white space follows
    public void end() throws MalformedJsonException {
        skipSpace();
        if (at != json.length) {
            throw malformed();
        }
    }

    /// The error for a text that is not valid at the current position, with the message of [Json#parse].
    public MalformedJsonException malformed() {
        try {
            Json.parse(json);
        } catch (MalformedJsonException e) {
            return e;
        }
        // Json.parse is less strict: it accepts some non-ASCII characters as hexadecimal digits of an escape.
        return new MalformedJsonException(NOT_JSON);
    }

    private void open(char bracket) throws MalformedJsonException {
        if (next() != bracket || depth == Json.NESTING_MAX) {
            throw malformed();
        }
        depth++;
        at++;
    }

    private void close() {
        depth--;
        at++;
    }

    private boolean goesOn(char bracket) throws MalformedJsonException {
        int c = next();
        if (c == ',') {
            at++;
            return true;
        }
        if (c != bracket) {
            throw malformed();
        }
        close();
        return false;
    }

    private void readName() throws MalformedJsonException {
        if (next() != '"') {
            throw malformed();
        }
        nameStart = at + 1;
        namePlain = scanString();
        nameEnd = at - 1;
        if (nameEnd - nameStart > Json.NAME_CHARS_MAX && name().length() > Json.NAME_CHARS_MAX) {
            throw malformed();
        }
        if (next() != ':') {
            throw malformed();
        }
        at++;
    }

    /// Moves behind the string that begins at the current position.
    ///
    /// @return whether the string is plain ASCII without escapes
    private boolean scanString() throws MalformedJsonException {
        boolean plain = true;
        byte[] bytes = json;
        for (int i = at + 1; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                at = i + 1;
                return plain;
            }
            if (b == '\\') {
                plain = false;
                i++;
            } else if (b < ' ') {
                if (b >= 0) {
                    throw malformed();
                }
                plain = false;
            }
        }
        throw malformed();
    }

    private String ascii(int start, int end) {
        return JsonStringDecoder.ascii(json, start, end);
    }

    private String decoded(int start, int end) throws MalformedJsonException {
        return JsonStringDecoder.decode(json, start, end).orElseThrow(this::malformed);
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at - start;
    }

    private int someDigits() throws MalformedJsonException {
        int count = digits();
        if (count == 0) {
            throw malformed();
        }
        return count;
    }

    private void literal(String text) throws MalformedJsonException {
        for (int i = 0; i < text.length(); i++) {
            if (peek() != text.charAt(i)) {
                throw malformed();
            }
            at++;
        }
    }

    /// Skips white space and returns the next byte without consuming it; -1 at the end.
    private int next() {
        skipSpace();
        return peek();
    }

    private int peek() {
        return at < json.length ? json[at] : END;
    }

    private void skipSpace() {
        while (at < json.length && json[at] <= ' ') {
            byte b = json[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }
}
