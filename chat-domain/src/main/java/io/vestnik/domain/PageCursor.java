package io.vestnik.domain;

/// A position in a list, made by the store that returned the previous page. Only that store can interpret the cursor;
/// it throws [InvalidValueException] for a cursor that it cannot have made.
///
/// @param value URL-safe characters, at most 200 of them
public record PageCursor(String value) {
    private static final int LENGTH_MAX = 200;

    /// Checks the length and the characters. Only the store can check whether the cursor is a position in its list.
    ///
    /// @throws InvalidValueException if no store can have made the cursor
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
