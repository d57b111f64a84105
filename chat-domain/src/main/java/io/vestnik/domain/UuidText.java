package io.vestnik.domain;

import java.util.Optional;
import java.util.UUID;

/// Parses UUIDs in the standard form: 8-4-4-4-12 hexadecimal digits of ASCII, in upper or lower case.
///
/// `UUID.fromString` also accepts signs, shorter groups, shifted dashes and the digits of other scripts, none of which
/// belongs to the standard form.
public final class UuidText {
    private static final int LENGTH = 36;

    /// The positions of the dashes: bit n is set if the character at index n must be a dash.
    private static final long DASHES = 1L << 8 | 1L << 13 | 1L << 18 | 1L << 23;

    private UuidText() {}

    /// Parses a UUID.
    ///
    /// @return the UUID; empty if `text` does not have the standard form
    public static Optional<UUID> parse(String text) {
        return hasStandardForm(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static boolean hasStandardForm(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = (DASHES >> i & 1) == 1;
            if (dash ? c != '-' : !hexadecimal(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hexadecimal(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
