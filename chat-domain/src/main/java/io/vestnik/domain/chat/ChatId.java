package io.vestnik.domain.chat;

import java.util.UUID;

/// The id of a chat.
public record ChatId(UUID value) implements Comparable<ChatId> {

    /// The order in which several chats are locked: by the unsigned 128-bit value, as PostgreSQL orders them.
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
