package io.vestnik.application.live.feed;

/// Which repairs of one feed are scheduled or running. Owned by the feed's loop.
final class RepairState {
    /// Whether a check of the feed for overdue versions is scheduled.
    boolean checked;
    /// Whether the log is being read.
    boolean versions;
    /// Whether the marks are being read.
    boolean marks;
}
