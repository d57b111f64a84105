package io.vestnik.domain.chat;

import io.vestnik.domain.InvalidValueException;

/// The number of changes of a chat. The creation of the chat is the first change. Clients and nodes use the version as
/// the cursor for catching up.
///
/// @param value 0 (before the creation) and up
public record ChatVersion(long value) implements Comparable<ChatVersion> {
    /// The version before the chat exists.
    public static final ChatVersion NONE = new ChatVersion(0);

    /// The version of a chat right after its creation.
    public static final ChatVersion FIRST = new ChatVersion(1);

    /// @throws InvalidValueException if negative
    public ChatVersion {
        if (value < 0) {
            throw new InvalidValueException("must be 0 or more");
        }
    }

    /// The version after the next change.
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
