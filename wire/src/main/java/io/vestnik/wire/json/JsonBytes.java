package io.vestnik.wire.json;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/// Writes one JSON text in UTF-8 into a growing buffer, or only counts its bytes. Not thread-safe.
public final class JsonBytes {
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NONE = new byte[0];

    private static final int UUID_CHARS = 36;
    /// The length of the part of a time after its date: `T18:00:00.123Z`.
    private static final int CLOCK_CHARS = 14;
    /// The maximum number of UTF-8 bytes for one UTF-16 unit.
    private static final int BYTES_PER_CHAR_MAX = 3;
    /// The number of UTF-8 bytes for a surrogate pair.
    private static final int PAIR_BYTES = 4;
    /// The length of the longest escape, such as `\\u001f`.
    private static final int ESCAPE_BYTES_MAX = 6;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /// The date that was written last, nearly always today. Any thread may replace this value at any time.
    private static volatile Day lastDay = new Day(0);

    private final boolean counting;
    private byte[] bytes;
    private int length;

    /// @param capacity the initial size in bytes; the buffer grows when needed
    public JsonBytes(int capacity) {
        this(new byte[capacity], false);
    }

    private JsonBytes(byte[] bytes, boolean counting) {
        this.bytes = bytes;
        this.counting = counting;
    }

    /// Makes a writer that only counts the bytes.
    static JsonBytes counting() {
        return new JsonBytes(NONE, true);
    }

    /// Encodes an ASCII text.
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Encodes a property name for [#name(byte[])]: a comma, the quoted name and a colon.
    static byte[] encodedName(String name) {
        JsonBytes out = new JsonBytes(name.length() + ESCAPE_BYTES_MAX);
        return out.character(',').text(name).character(':').toBytes();
    }

    /// The number of written bytes. A writer that only counts may count one byte too many for each object.
    int length() {
        return length;
    }

    /// Writes the beginning of an object.
    public JsonBytes beginObject() {
        return character('{');
    }

    /// Writes the end of an object.
    public JsonBytes endObject() {
        return character('}');
    }

    /// Writes the name of a property.
    public JsonBytes name(String name) {
        return name(encodedName(name));
    }

    /// Writes the name of a property.
    ///
    /// @param encoded the result of [#encodedName]
    JsonBytes name(byte[] encoded) {
        // The encoded name begins with a comma, which is omitted before the first property of an object.
        int from = !counting && bytes[length - 1] == '{' ? 1 : 0;
        return raw(encoded, from, encoded.length);
    }

    /// Writes the beginning of a list.
    public JsonBytes beginArray() {
        return character('[');
    }

    /// Writes the comma between two items of a list. Not called before the first item.
    public JsonBytes nextItem() {
        return character(',');
    }

    /// Writes the end of a list.
    public JsonBytes endArray() {
        return character(']');
    }

    /// Writes JSON that is already encoded.
    JsonBytes raw(byte[] encoded) {
        return raw(encoded, 0, encoded.length);
    }

    private JsonBytes raw(byte[] encoded, int from, int to) {
        if (!counting) {
            room(to - from);
            System.arraycopy(encoded, from, bytes, length, to - from);
        }
        length += to - from;
        return this;
    }

    private JsonBytes character(char ascii) {
        if (!counting) {
            room(1);
            bytes[length] = (byte) ascii;
        }
        length++;
        return this;
    }

    /// Writes `true` or `false`.
    public JsonBytes bool(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    /// Writes a whole number.
    public JsonBytes number(long value) {
        if (value < 0) {
            return raw(ascii(Long.toString(value)));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        if (counting) {
            length += digits;
            return this;
        }
        room(digits);
        digits(value, digits);
        return this;
    }

    /// Writes a whole number of any size.
    public JsonBytes number(BigInteger value) {
        return raw(ascii(value.toString()));
    }

    private void digits(long value, int count) {
        long rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    /// Writes an id as a string.
    public JsonBytes id(UUID id) {
        if (counting) {
            length += UUID_CHARS + 2;
            return this;
        }
        room(UUID_CHARS + 2);
        bytes[length++] = '"';
        hex(id.getMostSignificantBits(), 64, 32);
        bytes[length++] = '-';
        hex(id.getMostSignificantBits(), 32, 16);
        bytes[length++] = '-';
        hex(id.getMostSignificantBits(), 16, 0);
        bytes[length++] = '-';
        hex(id.getLeastSignificantBits(), 64, 48);
        bytes[length++] = '-';
        hex(id.getLeastSignificantBits(), 48, 0);
        bytes[length++] = '"';
        return this;
    }

    private void hex(long bits, int from, int to) {
        for (int shift = from - 4; shift >= to; shift -= 4) {
            bytes[length++] = HEX[(int) (bits >>> shift) & 0xf];
        }
    }

    /// Writes a time as a string, with milliseconds; finer digits are cut off.
    public JsonBytes time(Instant time) {
        long epochDay = Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), SECONDS_PER_DAY);
        Day day = lastDay;
        if (day.epochDay != epochDay) {
            day = new Day(epochDay);
            lastDay = day;
        }
        int size = day.text.length + CLOCK_CHARS + 2;
        if (counting) {
            length += size;
            return this;
        }
        room(size);
        bytes[length++] = '"';
        raw(day.text);
        bytes[length++] = 'T';
        digits(second / SECONDS_PER_HOUR, 2);
        bytes[length++] = ':';
        digits(second / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE, 2);
        bytes[length++] = ':';
        digits(second % SECONDS_PER_MINUTE, 2);
        bytes[length++] = '.';
        digits(time.getNano() / NANOS_PER_MILLI, 3);
        bytes[length++] = 'Z';
        bytes[length++] = '"';
        return this;
    }

    /// Writes a string, quoted and escaped. A lone surrogate becomes `?`; no value of the domain contains one.
    public JsonBytes text(String value) {
        if (counting) {
            length += textBytes(value);
            return this;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        room(utf8.length + 2);
        bytes[length++] = '"';
        int first = firstEscaped(utf8);
        if (first == utf8.length) {
            System.arraycopy(utf8, 0, bytes, length, first);
            length += first;
        } else {
            escaped(utf8, first);
        }
        bytes[length++] = '"';
        return this;
    }

    private static int firstEscaped(byte[] utf8) {
        for (int i = 0; i < utf8.length; i++) {
            if (isEscaped(utf8[i])) {
                return i;
            }
        }
        return utf8.length;
    }

    private static boolean isEscaped(byte b) {
        return b == '"' || b == '\\' || (b < ' ' && b >= 0);
    }

    private void escaped(byte[] utf8, int first) {
        int count = utf8.length;
        for (int i = first; i < utf8.length; i++) {
            if (isEscaped(utf8[i])) {
                count += escapedBytes(utf8[i]) - 1;
            }
        }
        // The whole space is reserved in one step, since growing step by step would copy the text many times.
        room(count + 1);
        int from = 0;
        for (int i = first; i < utf8.length; i++) {
            if (isEscaped(utf8[i])) {
                raw(utf8, from, i);
                escape(utf8[i]);
                from = i + 1;
            }
        }
        raw(utf8, from, utf8.length);
    }

    private void escape(byte b) {
        bytes[length++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[length++] = b;
            case '\n' -> bytes[length++] = 'n';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[b >> 4];
                bytes[length++] = HEX[b & 0xf];
            }
        }
    }

    private static int escapedBytes(int ascii) {
        return ascii == '"' || ascii == '\\' || ascii == '\n' ? 2 : ESCAPE_BYTES_MAX;
    }

    private static int textBytes(String value) {
        int count = 2;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                count += isEscaped((byte) c) ? escapedBytes(c) : 1;
            } else if (c < 0x800) {
                count += 2;
            } else if (!Character.isSurrogate(c)) {
                count += BYTES_PER_CHAR_MAX;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                count += PAIR_BYTES;
            } else {
                count++;
            }
        }
        return count;
    }

    /// Returns the written bytes without a copy. Nothing can be written afterwards.
    ByteBuffer toBuffer() {
        ByteBuffer written = ByteBuffer.wrap(bytes, 0, length);
        bytes = NONE;
        length = 0;
        return written;
    }

    /// Returns a copy of the written bytes.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    /// A date and its text.
    private static final class Day {
        final long epochDay;
        final byte[] text;

        Day(long epochDay) {
            this.epochDay = epochDay;
            this.text = JsonBytes.ascii(LocalDate.ofEpochDay(epochDay).toString());
        }
    }
}
