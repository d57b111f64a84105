package io.vestnik.load;

import java.util.Arrays;

/// A growing buffer of bytes, to which data is appended. Not thread-safe.
final class Bytes {
    private static final int SMALL = 512;

    byte[] array = new byte[SMALL];
    int length;

    void clear() {
        length = 0;
    }

    /// Ensures that at least `more` bytes can be appended.
    void room(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }

    void put(int value) {
        room(1);
        array[length++] = (byte) value;
    }

    void put(byte[] from, int start, int count) {
        room(count);
        System.arraycopy(from, start, array, length, count);
        length += count;
    }

    void put(byte[] from) {
        put(from, 0, from.length);
    }

    /// Appends a number in decimal.
    void number(long value) {
        room(20);
        if (value == 0) {
            array[length++] = '0';
            return;
        }
        int digits = 0;
        for (long rest = value; rest > 0; rest /= 10) {
            digits++;
        }
        int at = length + digits;
        for (long rest = value; rest > 0; rest /= 10) {
            array[--at] = (byte) ('0' + rest % 10);
        }
        length += digits;
    }

    /// Appends the 36 characters of a UUID.
    void uuid(long high, long low) {
        room(36);
        hex(high >>> 32, 8);
        array[length++] = '-';
        hex(high >>> 16, 4);
        array[length++] = '-';
        hex(high, 4);
        array[length++] = '-';
        hex(low >>> 48, 4);
        array[length++] = '-';
        hex(low, 12);
    }

    /// Removes bytes from the beginning.
    void drop(int count) {
        length -= count;
        System.arraycopy(array, count, array, 0, length);
    }

    private void hex(long value, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            array[length++] = (byte) Character.forDigit((int) ((value >>> shift) & 0xF), 16);
        }
    }
}
