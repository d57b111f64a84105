package io.vestnik.domain.read;

import io.vestnik.domain.InvalidValueException;

/// How many times read marks have moved in a chat. Nodes compare this version to find moves that they missed.
///
/// @param value 0 (no mark has moved) or more
public record MarksVersion(long value) implements Comparable<MarksVersion> {
    /// The version before any read mark has moved.
    public static final MarksVersion NONE = new MarksVersion(0);

    /// @throws InvalidValueException if negative
    public MarksVersion {
        if (value < 0) {
            throw new InvalidValueException("must be 0 or more");
        }
    }

    /// The version after the next move.
    public MarksVersion next() {
        return new MarksVersion(value + 1);
    }

    /// Whether this is later than `other`.
    public boolean isAfter(MarksVersion other) {
        return value > other.value;
    }

    /// The later of two versions.
    public static MarksVersion max(MarksVersion one, MarksVersion other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public int compareTo(MarksVersion other) {
        return Long.compare(value, other.value);
    }
}
