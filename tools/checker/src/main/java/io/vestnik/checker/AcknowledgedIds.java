package io.vestnik.checker;

/// The highest acknowledged id of a chat by time. An acknowledgement and the begin of a send at the same time are not
/// ordered, so the highest id before the last time is kept, too. Times do not decrease from call to call. Not
/// thread-safe.
final class AcknowledgedIds {
    private long before;
    private long at;
    private long atNanos = Long.MIN_VALUE;

    /// The highest id that was acknowledged before a time; 0 = none.
    long before(long nanos) {
        return nanos > atNanos ? Math.max(before, at) : before;
    }

    void add(long nanos, long id) {
        if (nanos > atNanos) {
            before = Math.max(before, at);
            at = 0;
            atNanos = nanos;
        }
        at = Math.max(at, id);
    }
}
