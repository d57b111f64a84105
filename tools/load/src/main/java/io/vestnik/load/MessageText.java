package io.vestnik.load;

import java.util.Random;

/// The text of a message of the run: `#SENDER:NUMBER:DUE#` and padding of random letters, so that a backup does not
/// compress it better than the texts of people.
///
/// The text contains everything that a receiver needs: the sender, the number of the send, and the time at which the
/// send was due, in nanoseconds since the beginning of the run. Not thread-safe.
final class MessageText {
    static final long NONE = -1;

    /// More bytes than the window in which the compression of a backup finds repetitions.
    private static final byte[] LETTERS = letters(1 << 17);

    private final Bytes text = new Bytes();
    private final int length;
    int sender;
    long number;
    long due;

    /// @param length the length of every text, in bytes
    MessageText(int length) {
        this.length = length;
    }

    /// Writes a text. The result is valid until the next call.
    Bytes write(int bySender, long withNumber, long dueNanos) {
        text.clear();
        text.put('#');
        text.number(bySender);
        text.put(':');
        text.number(withNumber);
        text.put(':');
        text.number(dueNanos);
        text.put('#');
        int padding = length - text.length;
        if (padding > 0) {
            text.put(LETTERS, Math.floorMod(withNumber * padding, LETTERS.length - padding), padding);
        }
        return text;
    }

    private static byte[] letters(int count) {
        Random random = new Random(1);
        byte[] letters = new byte[count];
        for (int i = 0; i < count; i++) {
            letters[i] = (byte) random.nextInt('a', 'z' + 1);
        }
        return letters;
    }

    /// Parses a text and stores its values in the fields.
    ///
    /// @return false if this tool did not write the text
    boolean read(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '#') {
            return false;
        }
        long[] values = new long[3];
        int at = from + 1;
        for (int i = 0; i < values.length; i++) {
            int start = at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
                values[i] = values[i] * 10 + bytes[at++] - '0';
            }
            if (at == start || at >= to || bytes[at] != (i == 2 ? '#' : ':')) {
                return false;
            }
            at++;
        }
        sender = (int) values[0];
        number = values[1];
        due = values[2];
        return true;
    }
}
