package io.vestnik.domain.chat;

import java.util.UUID;

/// The id of a chat.
public record ChatId(UUID value) implements Comparable<ChatId> {

    /// Compares the unsigned 128-bit values, as PostgreSQL does. Several chats are locked in this order.
    @Override
    public int compareTo(ChatId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
