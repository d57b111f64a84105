package io.vestnik.domain;

/// A position in a list, made by the store that returned the page before it. Only that store understands it; it throws
/// [InvalidValueException] for a cursor that it cannot have made.
///
/// @param value URL-safe characters, at most 200 of them
public record PageCursor(String value) {
    private static final int LENGTH_MAX = 200;

    /// Checks the alphabet; only the store knows whether the cursor names a position.
    ///
    /// @throws InvalidValueException if no store can have made it
    public PageCursor {
        if (value.isEmpty() || value.length() > LENGTH_MAX || !value.chars().allMatch(PageCursor::urlSafe)) {
            throw new InvalidValueException("is not a cursor that this server gave");
        }
    }

    private static boolean urlSafe(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '_'
                || c == '.';
    }
}
