package io.vestnik.domain.user;

import java.util.UUID;

/// The id of a user with an account.
public record UserId(UUID value) implements Comparable<UserId> {

    /// The order of user lists: by the unsigned 128-bit value, as PostgreSQL orders them.
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
