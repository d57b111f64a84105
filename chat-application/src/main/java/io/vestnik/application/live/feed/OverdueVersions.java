package io.vestnik.application.live.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/// The feeds of one loop that wait for a version, in the order in which they began to wait. At most one entry for each
/// feed. Owned by the loop.
final class OverdueVersions {
    private final Queue<Entry> entries = new ArrayDeque<>();
    private final LongSupplier nanoTime;

    /// @param nanoTime the monotonic clock, in nanoseconds
    OverdueVersions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A feed that waits.
    ///
    /// @param dueNanos when the version is overdue, in nanoseconds of the monotonic clock
    record Entry(ChatFeed feed, MissingVersions missing, long dueNanos) {
        /// Whether the feed has delivered the missing versions.
        boolean arrived() {
            return !missing.isAfter(feed.version()) && !missing.isAfter(feed.marksVersion());
        }
    }

    /// Adds a feed.
    ///
    /// @return whether the feed's entry is the only entry, so that a check has to be scheduled
    boolean add(ChatFeed feed, MissingVersions missing, Duration patience) {
        entries.add(new Entry(feed, missing, nanoTime.getAsLong() + patience.toNanos()));
        return entries.size() == 1;
    }

    /// Removes and returns the entries that are due.
    List<Entry> takeDue() {
        long now = nanoTime.getAsLong();
        List<Entry> due = new ArrayList<>();
        while (!entries.isEmpty() && entries.element().dueNanos() - now <= 0) {
            due.add(entries.remove());
        }
        return due;
    }

    /// The time until the next entry is due; empty if there are no entries.
    Optional<Duration> next() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, entries.element().dueNanos() - nanoTime.getAsLong())));
    }
}
