package io.vestnik.domain.user;

import java.util.UUID;

/// The id of a user.
public record UserId(UUID value) implements Comparable<UserId> {

    /// Compares the unsigned 128-bit values, as PostgreSQL does. Lists of users are in this order.
    @Override
    public int compareTo(UserId other) {
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
