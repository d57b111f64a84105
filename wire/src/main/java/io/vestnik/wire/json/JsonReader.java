package io.vestnik.wire.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Reads a JSON text in UTF-8 value by value, as strictly as [Json#parse]: no duplicate names in an object, no text
/// after the value, and the same bounds. Each value is read exactly once, by the method for its [#kind] or by [#skip].
///
/// An error ends the reading with the message that [Json#parse] has for it. For one thread.
public final class JsonReader {
    /// The kinds of JSON values.
    public enum Kind {
        /// An object.
        OBJECT,
        /// A list.
        ARRAY,
        /// A string.
        STRING,
        /// A number.
        NUMBER,
        /// True or false.
        BOOLEAN,
        /// Null.
        NULL
    }

    static final String NOT_JSON = "is not JSON";

    private static final char REPLACEMENT = '\uFFFD';
    private static final int END = -1;

    private final byte[] json;
    private int at;
    private int depth;

    /// The last name: its bytes between the quotes, and whether they are plain ASCII.
    private int nameStart;

    private int nameEnd;
    private boolean namePlain;

    /// The last number.
    private long number;

    private boolean numberFits;

    /// @param json not to be changed while it is read
    public JsonReader(byte[] json) {
        this.json = json;
    }

    /// A reader at the same place of the same text.
    JsonReader copy() {
        JsonReader copy = new JsonReader(json);
        copy.at = at;
        copy.depth = depth;
        return copy;
    }

    /// The kind of the next value, which is not read by this.
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

    /// Begins an object.
    ///
    /// @return whether it has a property, which is the next value; false if the object is empty and has been read
    public boolean beginObject() throws MalformedJsonException {
        open('{');
        if (next() == '}') {
            close();
            return false;
        }
        readName();
        return true;
    }

    /// Goes to the next property of an object.
    ///
    /// @return false if there is none, and the object has been read
    public boolean nextProperty() throws MalformedJsonException {
        if (goesOn('}')) {
            readName();
            return true;
        }
        return false;
    }

    /// The name of the present property. Valid until its value is read.
    public String name() throws MalformedJsonException {
        return namePlain ? ascii(nameStart, nameEnd) : decoded(nameStart, nameEnd);
    }

    /// Whether the present property has a name. Valid as [#name] is.
    ///
    /// @param name in ASCII
    boolean hasName(byte[] name) throws MalformedJsonException {
        return namePlain
                ? Arrays.equals(json, nameStart, nameEnd, name, 0, name.length)
                : decoded(nameStart, nameEnd).equals(ascii(name, 0, name.length));
    }

    /// Goes into the next value, an object, up to the value of a property.
    ///
    /// @return false if the object has no such property, and has been read
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

    /// Begins a list.
    ///
    /// @return whether it has an item, which is the next value; false if the list is empty and has been read
    public boolean beginArray() throws MalformedJsonException {
        open('[');
        if (next() == ']') {
            close();
            return false;
        }
        return true;
    }

    /// Goes to the next item of a list.
    ///
    /// @return false if there is none, and the list has been read
    public boolean nextItem() throws MalformedJsonException {
        return goesOn(']');
    }

    /// Reads a string. It may contain lone surrogates, which JSON can express.
    public String string() throws MalformedJsonException {
        next();
        int start = at + 1;
        boolean plain = scanString();
        return plain ? ascii(start, at - 1) : decoded(start, at - 1);
    }

    /// Reads true or false.
    public boolean bool() throws MalformedJsonException {
        boolean value = next() == 't';
        literal(value ? "true" : "false");
        return value;
    }

    /// Reads a number.
    ///
    /// @return whether it is whole: written without a fraction and an exponent. [#number] gives it
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
            // A leading zero does not count.
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
        // Summed up as a negative number, of which there is one more.
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

    /// Whether the number that was read, a whole one, fits into a `long`.
    public boolean numberFits() {
        return numberFits;
    }

    /// The number that was read, if it is whole and fits.
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

    /// Ends the reading.
    ///
    /// @throws MalformedJsonException if there is text after the value
    public void end() throws MalformedJsonException {
        skipSpace();
        if (at != json.length) {
            throw malformed();
        }
    }

    /// The error of a text that is no JSON here, in the words of [Json#parse].
    public MalformedJsonException malformed() {
        try {
            Json.parse(json);
        } catch (MalformedJsonException e) {
            return e;
        }
        // Json.parse is less strict: it takes some characters beyond ASCII for hexadecimal digits of an escape.
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

    /// Goes behind a string that begins here.
    ///
    /// @return whether its characters are the bytes between the quotes
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
        return ascii(json, start, end);
    }

    private static String ascii(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /// The characters of a string with escapes, or with characters beyond ASCII.
    private String decoded(int start, int end) throws MalformedJsonException {
        String text = utf8(start, end);
        int escape = text.indexOf('\\');
        if (escape < 0) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        int from = 0;
        while (escape >= 0) {
            value.append(text, from, escape);
            char kind = text.charAt(escape + 1);
            from = escape + 2;
            switch (kind) {
                case '"', '\\', '/' -> value.append(kind);
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append(unit(text, from));
                    from += 4;
                }
                default -> throw malformed();
            }
            escape = text.indexOf('\\', from);
        }
        return value.append(text, from, text.length()).toString();
    }

    private char unit(String text, int from) throws MalformedJsonException {
        if (text.length() - from < 4) {
            throw malformed();
        }
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformed();
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private String utf8(int start, int end) throws MalformedJsonException {
        String text = new String(json, start, end - start, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // The client's own character, or the decoder's for bytes that are not UTF-8.
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, start, end - start));
            } catch (CharacterCodingException e) {
                throw malformed();
            }
        }
        return text;
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

    /// The next byte that is not white space; it is not read by this.
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
