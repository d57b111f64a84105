package io.vestnik.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/// A growing piece of JSON in UTF-8, for the few objects that are written so often that a general writer is too slow.
/// For one thread, single use. Each user proves in a test that its output matches the declaration.
public final class JsonBytes {
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final int LONG_DIGITS_MAX = 20;
    private static final int UUID_CHARS = 36;
    private static final int INSTANT_CHARS = 24;
    /// Bytes of UTF-8 for one UTF-16 unit.
    private static final int BYTES_PER_CHAR_MAX = 3;
    /// Bytes of UTF-8 for a surrogate pair.
    private static final int PAIR_BYTES = 4;
    /// `\\u001f`.
    private static final int ESCAPE_BYTES_MAX = 6;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /// The date of the last time written, nearly always today. Racing threads write equal values.
    private static volatile Day lastDay = new Day(0);

    private static final byte[] NONE = new byte[0];

    private byte[] bytes;
    private int length;

    /// @param capacity the initial size in bytes; the buffer grows when needed
    public JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /// The argument of [#raw] for an ASCII text.
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Text written unchanged: names, punctuation.
    public JsonBytes raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /// A whole number.
    public JsonBytes number(long value) {
        room(LONG_DIGITS_MAX);
        if (value < 0) {
            return raw(ascii(Long.toString(value)));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        length += digits;
        int at = length;
        long rest = value;
        for (int i = 0; i < digits; i++) {
            at--;
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /// An id, in quotes.
    public JsonBytes id(UUID id) {
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

    /// A time with milliseconds, in quotes. For the years 0 to 9999.
    public JsonBytes time(Instant time) {
        room(INSTANT_CHARS + 2);
        long epochDay = Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), SECONDS_PER_DAY);
        Day day = lastDay;
        if (day.epochDay != epochDay) {
            day = new Day(epochDay);
            lastDay = day;
        }
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

    private void digits(int value, int count) {
        int rest = value;
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    /// A string, in quotes and escaped. Lone surrogates, which no value of the domain has, become `?`.
    public JsonBytes text(String value) {
        int units = value.length();
        // Only a control character takes more than three bytes per unit. A text with control characters, or a text that
        // might not fit, is measured first: growing would copy the whole page.
        boolean measured = bytes.length - length < units * BYTES_PER_CHAR_MAX + 2;
        room(measured ? textBytes(value) : units * BYTES_PER_CHAR_MAX + 2);
        bytes[length++] = '"';
        for (int i = 0; i < units; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                if (c < ' ' && c != '\n' && !measured) {
                    measured = true;
                    room(escapedBytes(value, i) + 1);
                }
                escaped(c);
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xc0 | (c >> 6));
                bytes[length++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < units && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                int codePoint = Character.toCodePoint(c, value.charAt(i));
                bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
                bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
                bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
                bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
            } else if (Character.isSurrogate(c)) {
                bytes[length++] = '?';
            } else {
                bytes[length++] = (byte) (0xe0 | (c >> 12));
                bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[length++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private void escaped(char c) {
        switch (c) {
            case '"', '\\' -> {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            }
            case '\n' -> {
                bytes[length++] = '\\';
                bytes[length++] = 'n';
            }
            default -> {
                if (c < ' ') {
                    bytes[length++] = '\\';
                    bytes[length++] = 'u';
                    bytes[length++] = '0';
                    bytes[length++] = '0';
                    bytes[length++] = HEX[c >> 4];
                    bytes[length++] = HEX[c & 0xf];
                } else {
                    bytes[length++] = (byte) c;
                }
            }
        }
    }

    /// How many bytes [#text] writes for a string.
    public static int textBytes(String value) {
        return escapedBytes(value, 0) + 2;
    }

    private static int escapedBytes(String value, int from) {
        int count = 0;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '\n') {
                count += 2;
            } else if (c < ' ') {
                count += ESCAPE_BYTES_MAX;
            } else if (c < 0x80) {
                count++;
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

    /// The written bytes, without a copy. Nothing can be written afterwards.
    public ByteBuffer toBuffer() {
        ByteBuffer written = ByteBuffer.wrap(bytes, 0, length);
        bytes = NONE;
        length = 0;
        return written;
    }

    /// A copy of the written bytes.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    /// A date as text.
    private static final class Day {
        final long epochDay;
        final byte[] text;

        Day(long epochDay) {
            this.epochDay = epochDay;
            this.text = JsonBytes.ascii(LocalDate.ofEpochDay(epochDay).toString());
        }
    }
}
