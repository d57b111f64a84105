package io.vestnik.domain;

/// A place in a list, made by the store that returned the page before it and understood only by that store, which
/// throws [InvalidValueException] for one that it cannot have made.
///
/// @param value URL-safe characters, at most 200 of them
public record PageCursor(String value) {
    private static final int LENGTH_MAX = 200;

    /// Checks the alphabet; whether it names a place is for the store to say.
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
