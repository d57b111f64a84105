package io.vestnik.domain.message;

import io.vestnik.domain.InvalidValueException;

/// A message's position in its chat: 1, 2, 3 … without gaps (law L1). With the chat's id it identifies the message.
///
/// @param value 1 and up; 0 only in [#NONE]
public record MessageId(long value) implements Comparable<MessageId> {
    /// The position before the first message: the read mark of a member who has read nothing, and the last message of
    /// an empty chat.
    public static final MessageId NONE = new MessageId(0);

    /// @throws InvalidValueException if negative
    public MessageId {
        if (value < 0) {
            throw new InvalidValueException("must be 0 or more");
        }
    }

    /// The position after this one.
    public MessageId next() {
        return new MessageId(value + 1);
    }

    /// Whether this position comes after `other`.
    public boolean isAfter(MessageId other) {
        return value > other.value;
    }

    /// The later of the two.
    public static MessageId max(MessageId a, MessageId b) {
        return a.value >= b.value ? a : b;
    }

    /// The earlier of the two.
    public static MessageId min(MessageId a, MessageId b) {
        return a.value <= b.value ? a : b;
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compare(value, other.value);
    }
}
