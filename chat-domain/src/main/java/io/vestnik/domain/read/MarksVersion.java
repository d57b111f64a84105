package io.vestnik.domain.read;

import io.vestnik.domain.InvalidValueException;

/// The number of [io.vestnik.domain.event.ChatEvent.MarksMoved] events of a chat. Nodes compare the version that they
/// have delivered with the stored version, to find events that they missed.
///
/// @param value 0 (before the first event) or more
public record MarksVersion(long value) implements Comparable<MarksVersion> {
    /// The version before the first event of moved marks.
    public static final MarksVersion NONE = new MarksVersion(0);

    /// @throws InvalidValueException if negative
    public MarksVersion {
        if (value < 0) {
            throw new InvalidValueException("must be 0 or more");
        }
    }

    /// The version after the next event of moved marks.
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
