package io.vestnik.faults.run.history;

import org.jspecify.annotations.Nullable;

/// The text of a message of a run: `#SENDER:NUMBER#` and anything. It identifies the message, because the server
/// discloses keys to nobody.
///
/// @param sender the number of the client that sends the message
/// @param number the number of the message among all messages of the sender, from 1 on
public record SentText(int sender, long number) {
    private static final int RADIX = 10;

    /// The text with an addition at its end.
    public String with(String addition) {
        return "#" + sender + ":" + number + "#" + addition;
    }

    /// Reads a text; null if no client of a run wrote it.
    public static @Nullable SentText parse(String text) {
        int colon = text.indexOf(':');
        int end = text.indexOf('#', 1);
        if (!text.startsWith("#") || colon < 2 || end < colon + 2) {
            return null;
        }
        try {
            return new SentText(Integer.parseInt(text, 1, colon, RADIX), Long.parseLong(text, colon + 1, end, RADIX));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
