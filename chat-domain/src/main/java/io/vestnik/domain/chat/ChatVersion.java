package io.vestnik.domain.chat;

import io.vestnik.domain.InvalidValueException;

/// The number of changes a chat has had, its creation being the first. Clients and nodes catch up from it.
///
/// @param value 0 (before the creation) and up
public record ChatVersion(long value) implements Comparable<ChatVersion> {
    /// Before the chat existed.
    public static final ChatVersion NONE = new ChatVersion(0);

    /// The chat as it was created.
    public static final ChatVersion FIRST = new ChatVersion(1);

    /// @throws InvalidValueException if negative
    public ChatVersion {
        if (value < 0) {
            throw new InvalidValueException("must be 0 or more");
        }
    }

    /// The version that the next change takes.
    public ChatVersion next() {
        return new ChatVersion(value + 1);
    }

    /// The version before this one.
    ///
    /// @throws InvalidValueException if this is [#NONE]
    public ChatVersion previous() {
        return new ChatVersion(value - 1);
    }

    /// Whether this is later than `other`.
    public boolean isAfter(ChatVersion other) {
        return value > other.value;
    }

    @Override
    public int compareTo(ChatVersion other) {
        return Long.compare(value, other.value);
    }
}
